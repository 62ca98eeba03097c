import {
  FRONTEND_IDENTITY,
  HOST_DOCUMENT,
  parseJsonDocument,
  SECRETS_ANSWER,
} from '../../model/documents/mod.ts';
import { FRONTEND_PATHS, type HostDocument, type SecretsAnswer } from '../../model/mod.ts';
import { fetchText } from '../fetch/fetch-text.ts';
import { announce } from '../machine/announce.ts';
import type { BootOptions } from '../machine/cmdline.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import { proveRoot } from './prove-root.ts';
import { askUntil, reportStarted } from './report.ts';
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
 * @throws {InstallFailure} anything is missing or refused
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
  const { source: frontend } = readDocument(effects, PATHS.frontend, FRONTEND_IDENTITY);
  const document = fetchText(effects, `${frontend}${FRONTEND_PATHS.hosts}/${name}.json`, 'The host document');
  const host = parseJsonDocument(HOST_DOCUMENT, document, `${name}.json`);
  effects.write(PATHS.fetchedBundle, fetchText(effects, `${source}/graph.json`, 'The graph'));
  if (host.roster !== undefined)
    effects.write(PATHS.roster, fetchText(effects, `${frontend}${host.roster}`, 'The list of hosts'));
  const answer = askUntil(effects, 'The secrets of this machine', () =>
    postToService(effects, `/v1/hosts/${name}/secrets`, ''),
  );
  const secrets = parseJsonDocument(SECRETS_ANSWER, answer);
  announce(effects, `This is ${name}, appliance ${host.appliance}`);
  return { host, secrets };
}

/** A program of its own sends the log as it grows, to the end of the installation. */
function sendLog(effects: Effects): void {
  effects.start(['qjs', '--std', PATHS.boot, 'send-log']);
}
