import type { HostDocument, SecretsAnswer } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import type { BootOptions } from '../machine/cmdline.ts';
import { capture, type Effects, INSTALL_LOG } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { askUntil, reportStarted } from './report.ts';
import { postToService, prepareService } from './service.ts';

const TRIES = 10;

/** What a frontend gives to a machine that it knows. */
export interface KnownHost {
  readonly host: HostDocument;
  readonly secrets: SecretsAnswer;
}

/**
 * Reports to the frontend that the installation begins, and fetches host document, graph and secrets.
 *
 * @param source base address of the frontend's HTTP server
 * @throws {InstallFailure} anything is missing, refused, or of a form that this installer does not know
 */
export function fetchKnownHost(effects: Effects, source: string, options: BootOptions): KnownHost {
  const name = options.host!;
  if (options.token === undefined)
    throw new InstallFailure(
      'The boot script gave no token: "cairn.token" is not on the kernel command line',
    );
  prepareService(effects, options.token);
  reportStarted(effects, name);
  sendLog(effects);
  const host = checkFormat<HostDocument>(fetchText(effects, `${source}/hosts/${name}.json`), 'host document');
  effects.write(PATHS.fetchedBundle, fetchText(effects, `${source}/graph.json`));
  const secrets = checkFormat<SecretsAnswer>(
    askUntil(effects, 'The secrets of this machine', () =>
      postToService(effects, `/v1/hosts/${name}/secrets`, ''),
    ),
    'answer with secrets',
  );
  announce(effects, `This is ${name}, appliance ${host.appliance}`);
  return { host, secrets };
}

/** A program of its own sends the log as it grows, to the end of the installation. */
function sendLog(effects: Effects): void {
  effects.run(['sh', '-c', `qjs --std ${PATHS.boot} send-log </dev/null >/dev/null 2>>${INSTALL_LOG} &`]);
}

function fetchText(effects: Effects, url: string): string {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const text = capture(effects, ['wget', '-q', '-T', '15', '-t', '1', '-O', '-', url]);
    if (text !== undefined) return text;
    effects.sleep(3000);
  }
  throw new InstallFailure(`The frontend does not give "${url}"`);
}

function checkFormat<T extends { readonly format: 1 }>(text: string, what: string): T {
  const value = JSON.parse(text) as T;
  if (value.format !== 1)
    throw new InstallFailure(
      `The ${what} has format ${value.format}, this installer knows format 1`,
      'Give the frontend boot files of its own version',
    );
  return value;
}
