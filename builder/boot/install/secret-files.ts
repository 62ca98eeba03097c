import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';
import { mustInTarget } from './target.ts';

/** Writes what only this machine may have, readable for root alone until its owners exist. */
export function writeSecretFiles(effects: Effects, state: InstallState): void {
  for (const [path, { content }] of Object.entries(state.secrets?.files ?? {})) {
    if (!path.startsWith('/') || path.split('/').includes('..'))
      throw new InstallFailure(`The frontend gives a file with the path "${path}", which is not absolute`);
    effects.write(`${PATHS.target}${path}`, content, 0o600);
  }
}

/** Modes and owners, once the packages have brought their users. */
export function giveSecretFiles(effects: Effects, state: InstallState): void {
  for (const [path, { mode, owner }] of Object.entries(state.secrets?.files ?? {})) {
    mustInTarget(effects, ['chown', owner, path]);
    mustInTarget(effects, ['chmod', mode, path]);
  }
}
