import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A door of the frontend, as bytes go through it. */
export type Door = { readonly port: number; readonly tls: boolean } | { readonly path: string };

export interface Talk {
  /** Everything that came back, one character for each byte. */
  readonly text: string;
}

/** Opens a connection; one over TCP may come from any address that begins with 127. */
export function openRaw(door: Door, from = '127.0.0.1'): Socket {
  if ('path' in door) return connectPlain(door.path);
  const socket = connectPlain({ host: '127.0.0.1', port: door.port, localAddress: from });
  return door.tls ? connectTls({ socket, rejectUnauthorized: false }) : socket;
}

/**
 * Sends bytes on a connection of their own, and listens until the other side closes it.
 *
 * @param bytes what is sent, in pieces with pauses between them
 * @param options `end`: close the own half afterwards
 */
export async function talk(
  door: Door,
  bytes: string | Buffer | readonly (string | Buffer)[],
  options: {
    readonly end?: boolean;
    readonly pauseMs?: number;
    readonly from?: string;
  } = {},
): Promise<Talk> {
  const socket = openRaw(door, options.from);
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  for (const piece of typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes) {
    if (socket.destroyed) break;
    socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
    if (options.pauseMs !== undefined) await new Promise((done) => setTimeout(done, options.pauseMs));
  }
  if (options.end === true) socket.end();
  await closed;
  return { text: Buffer.concat(chunks).toString('latin1') };
}

/** The status of the first answer; 0 when there is none. */
export function statusOf({ text }: Talk): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
}
