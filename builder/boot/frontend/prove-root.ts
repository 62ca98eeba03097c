import { FRONTEND_IDENTITY } from '../../model/documents/mod.ts';
import { FRONTEND_PATHS, ROOT_PORTS } from '../../model/mod.ts';
import { insist } from '../fetch/insist.ts';
import { judgeStatus, type Reply } from '../fetch/request.ts';
import { sha256Of } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';

const TOKEN_FILE = '/run/cairn/token';
/** Ports that are tried before it is called silence: one may be in use, or still remembered. */
const TRIES = 10;

/**
 * Shows the frontend that this machine's root speaks: by one request from a port that nobody else may send from. Neither
 * wget nor busybox can choose the port that they send from.
 *
 * @throws {InstallFailure} the frontend refuses it, or does not answer for too long
 */
export function proveRoot(effects: Effects, host: string, token: string): void {
  effects.write(TOKEN_FILE, token, 0o600);
  const hash = sha256Of(effects, TOKEN_FILE) ?? '';
  effects.remove(TOKEN_FILE);
  const { address } = readDocument(effects, PATHS.frontend, FRONTEND_IDENTITY);
  const path = `${FRONTEND_PATHS.proof}/${host}/${hash}`;
  const reply = insist(effects, "the frontend's web server", () => knock(effects, address, path));
  if (reply.kind === 'done') return;
  throw new InstallFailure(
    `The frontend does not accept this machine's boot script (${reply.reason})`,
    'Its audit log says why (cairn audit); start the machine again for a new one',
  );
}

function knock(effects: Effects, address: string, path: string): Reply {
  const input = `GET ${path} HTTP/1.0\r\nHost: ${address}\r\n\r\n`;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [high = 0, low = 0] = effects.random(2);
    const port = ROOT_PORTS.first + ((high * 256 + low) % (ROOT_PORTS.last - ROOT_PORTS.first + 1));
    const lines: string[] = [];
    effects.run([PATHS.nc, '-n', '-w', '15', '-p', String(port), address, '80'], {
      input,
      onLine: (line) => lines.push(line),
    });
    const [, code, text = ''] = /^HTTP\/\S+ (\d{3})\s*(.*)/.exec(lines[0] ?? '') ?? [];
    if (code === undefined) continue;
    const status = Number(code);
    return status < 300 ? { kind: 'done' } : judgeStatus(status, text);
  }
  return { kind: 'unreachable', reason: 'No answer' };
}
