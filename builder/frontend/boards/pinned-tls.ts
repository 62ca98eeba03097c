import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { fail } from '../../model/mod.ts';

/** What is known of a board's certificate. */
export interface Pin {
  /** SHA-256 of the certificate that it showed the first time; undefined: it was never asked. */
  readonly known: string | undefined;
  /** Takes down the one that it shows now. */
  readonly keep: (sha256: string) => Promise<void>;
}

/**
 * An encrypted connection to a board, before one byte of a password is sent. Boards carry certificates of their own making:
 * the first that one shows is trusted, as SSH trusts a new host, and another one later is refused. One that an authority of
 * this machine stands for may change.
 *
 * @throws {BuildError} BMC_FAILED
 */
export async function connectPinned(url: URL, pin: Pin, timeoutMs: number): Promise<TLSSocket> {
  const name = url.hostname;
  const socket = await open(name, Number(url.port || 443), timeoutMs).catch((error: Error) =>
    fail('BMC_FAILED', `Management board "${name}" does not answer: ${error.message}`),
  );
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '';
  if (socket.authorized || shown === pin.known) return socket;
  if (pin.known === undefined && shown !== '') {
    await pin.keep(shown);
    return socket;
  }
  socket.destroy();
  return fail(
    'BMC_FAILED',
    `Management board "${name}" shows another certificate than before (SHA-256 ${shown})`,
    undefined,
    'If it was given a new one: cairn host power HOST status --new-certificate',
  );
}

function open(host: string, port: number, timeoutMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port, ...name, rejectUnauthorized: false, timeout: timeoutMs });
    socket.once('secureConnect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('it says nothing')));
  });
}
