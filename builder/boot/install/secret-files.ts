import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { State } from '../machine/state.ts';
import { mustInTarget } from './target.ts';

/** Writes what only this machine may have, readable for root alone until its owners exist. */
export function writeSecretFiles(effects: Effects, state: State): void {
  for (const [path, file] of Object.entries(state.secrets?.files ?? {})) {
    if (!path.startsWith('/') || path.split('/').includes('..'))
      throw new InstallFailure(`The frontend gives a file with the path "${path}", which is not absolute`);
    const place = `${PATHS.target}${path}`;
    if (file.encoding === 'utf8') effects.write(place, file.content, 0o600);
    else if (effects.run(['base64', '-d'], { input: file.content, output: place }) !== 0)
      throw new InstallFailure(`The frontend gives "${path}" in a form that is not base64`);
  }
}

/** Modes and owners, once the packages have brought their users. */
export function giveSecretFiles(effects: Effects, state: State): void {
  for (const [path, { mode, owner }] of Object.entries(state.secrets?.files ?? {})) {
    mustInTarget(effects, ['chown', owner, path]);
    mustInTarget(effects, ['chmod', mode, path]);
  }
}
