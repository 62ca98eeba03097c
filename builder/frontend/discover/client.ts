import { BuildError, errorProblem } from '../../model/mod.ts';
import type { HostView } from '../service/web/host-view.ts';
import type { Administrator, Discovery, DiscoveryWish, Stranger } from '../state/mod.ts';
import { askService, openQuestion } from './service-question.ts';

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
export async function readDiscovery(
  wish: DiscoveryWish & { readonly by?: Administrator },
  onLine: (line: DiscoverLine) => void,
  socketPath?: string,
): Promise<void> {
  const response = await openQuestion({ path: '/v1/discover', body: wish, socketPath }).catch(giveUp);
  return new Promise((resolve, reject) => {
    let rest = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE) response.destroy(new Error('the answer has no end'));
      if (response.statusCode !== 200) return;
      for (const line of lines) if (line !== '') onLine(JSON.parse(line) as DiscoverLine);
    });
    response.on('error', (error) => reject(unreachable(error)));
    response.on('end', () => {
      if (response.statusCode === 200) resolve();
      else reject(new BuildError(errorProblem('USAGE', readRefusal(rest))));
    });
  });
}

/**
 * Names a stranger of the discovery that is open.
 *
 * @returns what it is called now
 * @throws {BuildError} SERVICE_UNREACHABLE; USAGE when the service refuses it
 */
export async function approveMachine(mac: string, by?: Administrator): Promise<string> {
  const { status, text } = await askService({ path: '/v1/discover/name', body: { mac, by } }).catch(giveUp);
  if (status !== 200) throw new BuildError(errorProblem('USAGE', readRefusal(text)));
  return (JSON.parse(text) as { name: string }).name;
}

function giveUp(error: Error): never {
  throw unreachable(error);
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
