import { parseJsonDocument, SECRETS_ANSWER } from '../../model/documents/mod.ts';
import type { HostDocument, SecretsAnswer } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import type { BootOptions } from '../machine/cmdline.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { proveRoot } from './prove-root.ts';
import { askUntil, reportStarted } from './report.ts';
import { fetchServed, insistOnServed } from './served-documents.ts';
import { postToService, prepareService } from './service.ts';

/** What a frontend gives to a machine that it knows. */
export interface KnownHost {
  readonly host: HostDocument;
  readonly secrets: SecretsAnswer;
}

/**
 * Reports to the frontend that the installation begins, and fetches host document, graph and secrets.
 *
 * @param source base address of the release that this machine gets
 * @throws {InstallFailure} anything is missing, refused, or not what the frontend's service says it is
 * @throws {BuildError} of a form that this installer does not know
 */
export function fetchKnownHost(effects: Effects, source: string, options: BootOptions): KnownHost {
  const name = options.host!;
  if (options.token === undefined)
    throw new InstallFailure(
      'The boot script gave no token: "cairn.token" is not on the kernel command line',
    );
  prepareService(effects, options.token);
  proveRoot(effects, name, options.token);
  reportStarted(effects, name);
  sendLog(effects);
  const fetched = fetchServed(effects, name, source);
  const answer = askUntil(effects, 'The secrets of this machine', () =>
    postToService(effects, `/v1/hosts/${name}/secrets`, ''),
  );
  const secrets = parseJsonDocument(SECRETS_ANSWER, answer);
  const host = insistOnServed(effects, { name, source, host: fetched }, secrets.served);
  announce(effects, `This is ${name}, appliance ${host.appliance}`);
  return { host, secrets };
}

/** A program of its own sends the log as it grows, to the end of the installation. */
function sendLog(effects: Effects): void {
  effects.start(['qjs', '--std', PATHS.boot, 'send-log']);
}
