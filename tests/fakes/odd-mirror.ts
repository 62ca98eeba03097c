import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What a mirror does wrong. */
export type MirrorFault =
  | 'none'
  /** It takes the request and says nothing. */
  | 'silent'
  /** A byte now and then. */
  | 'drip'
  | 'login'
  | 'forbidden'
  /** Every address is a web page. */
  | 'portal'
  /** Sends on to a file of whoever asks. */
  | 'redirect-file'
  | 'redirect-loop'
  | 'busy'
  /** Release files without a signature. */
  | 'unsigned'
  /** The text of a release file was changed, its signature stayed. */
  | 'forged'
  /** A byte of each is another. */
  | 'wrong';

export interface OddMirror {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  readonly stop: () => void;
}

/**
 * Serves an archive from a folder as a bad mirror does.
 *
 * @param only the fault concerns these files alone
 */
export async function openOddMirror(folder: string, fault: MirrorFault, only = /./): Promise<OddMirror> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    asked.push(path);
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (only.test(path) && spoil(fault, path, bytes, response)) return;
    if (bytes === undefined) response.writeHead(404).end();
    else response.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @returns whether this was the answer */
function spoil(
  fault: MirrorFault,
  path: string,
  bytes: Buffer | undefined,
  response: ServerResponse,
): boolean {
  const answer = (status: number, headers: Record<string, string> = {}, body = ''): boolean => {
    response.writeHead(status, headers).end(body);
    return true;
  };
  switch (fault) {
    case 'silent':
      return true;
    case 'drip': {
      response.writeHead(200, { 'Content-Length': bytes?.length ?? 10_000 });
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
      return true;
    }
    case 'login':
      return answer(401, { 'WWW-Authenticate': 'Basic realm="mirror"' });
    case 'forbidden':
      return answer(403);
    case 'portal':
      return answer(200, { 'Content-Type': 'text/html' }, '<html>Log in to the hotel</html>');
    case 'redirect-file':
      return answer(302, { Location: 'file:///etc/shadow' });
    case 'redirect-loop':
      return answer(302, { Location: path });
    case 'busy':
      return answer(503);
    case 'unsigned':
      return /InRelease$|Release\.gpg$/.test(path) && answer(404);
    case 'forged':
      if (bytes === undefined || !path.endsWith('InRelease')) return false;
      return answer(200, {}, bytes.toString().replace('Label: fake', 'Label: fakE'));
    case 'wrong':
      if (bytes === undefined || bytes.length < 10) return false;
      bytes[9]! ^= 1;
      response.end(bytes);
      return true;
    default:
      return false;
  }
}
