import { request } from 'node:http';
import { join } from 'node:path';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { SERVICE_PATHS } from '../service/shared/config.ts';
import type { HostView } from '../service/web/host-view.ts';
import type { Discovery, DiscoveryWish, Stranger } from '../state/mod.ts';

/** What the service tells while a discovery is open. */
export type DiscoverLine =
  | { readonly kind: 'discovery'; readonly data: Discovery }
  | { readonly kind: 'strangers'; readonly data: readonly Stranger[] }
  | { readonly kind: 'host'; readonly data: HostView }
  | { readonly kind: 'removed'; readonly data: { readonly name: string } };

/** A line that is longer is not from our service. */
const MAX_LINE = 4 * 1024 * 1024;

/**
 * Opens a discovery and hands on every line until the service ends it.
 *
 * @throws {BuildError} SERVICE_UNREACHABLE; USAGE when the service refuses the wish
 */
export function readDiscovery(
  wish: DiscoveryWish,
  onLine: (line: DiscoverLine) => void,
  socketPath: string = process.env['CAIRN_SOCKET'] || join(SERVICE_PATHS.run, 'cairnd.sock'),
): Promise<void> {
  const body = JSON.stringify(wish);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path: '/v1/discover', method: 'POST', headers, agent: false },
      (response) => {
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          if (rest.length > MAX_LINE) asked.destroy(new Error('the answer has no end'));
          if (response.statusCode !== 200) return;
          for (const line of lines) if (line !== '') onLine(JSON.parse(line) as DiscoverLine);
        });
        response.on('error', (error) => reject(unreachable(error)));
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new BuildError(errorProblem('USAGE', readRefusal(rest))));
        });
      },
    );
    asked.on('error', (error) => reject(unreachable(error)));
    asked.end(body);
  });
}

/**
 * Names a stranger of the discovery that is open.
 *
 * @returns what it is called now
 * @throws {BuildError} SERVICE_UNREACHABLE; USAGE when the service refuses it
 */
export function approveMachine(
  mac: string,
  socketPath: string = process.env['CAIRN_SOCKET'] || join(SERVICE_PATHS.run, 'cairnd.sock'),
): Promise<string> {
  const body = JSON.stringify({ mac });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path: '/v1/discover/name', method: 'POST', headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', (error) => reject(unreachable(error)));
        response.on('end', () => {
          if (response.statusCode === 200) resolve((JSON.parse(text) as { name: string }).name);
          else reject(new BuildError(errorProblem('USAGE', readRefusal(text))));
        });
      },
    );
    asked.on('error', (error) => reject(unreachable(error)));
    asked.end(body);
  });
}

function readRefusal(text: string): string {
  try {
    return (JSON.parse(text) as { error: string }).error;
  } catch {
    return 'The service refuses the discovery';
  }
}

function unreachable(error: Error): BuildError {
  return new BuildError(
    errorProblem(
      'SERVICE_UNREACHABLE',
      `The frontend's service gives no answer: ${error.message}`,
      undefined,
      'On a frontend, as root: systemctl status cairnd',
    ),
  );
}
