import type { SettingFile } from '../../render/settings/setting-file.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { inTarget } from './target.ts';

const SCRIPT = '/run/cairn-accounts';

/**
 * Makes groups and accounts that have numbers of their own, before a package can give those to others.
 *
 * @param script nothing to do if it is empty
 */
export function makeAccounts(effects: Effects, script: string): void {
  if (script === '') return;
  effects.write(`${PATHS.target}${SCRIPT}`, script, 0o700);
  const log = `${PATHS.target}/var/log/cairn/accounts.log`;
  const status = inTarget(effects, ['sh', SCRIPT], { log });
  effects.remove(`${PATHS.target}${SCRIPT}`);
  if (status !== 0)
    throw new InstallFailure(
      'The accounts of the graph cannot be made with their numbers',
      lastLines(effects, log).join('\n'),
    );
}

/** Writes the files that the settings of the graph come to. */
export function writeSettingFiles(effects: Effects, files: readonly SettingFile[]): void {
  for (const { path, mode, text } of files) effects.write(`${PATHS.target}${path}`, text, mode);
}
