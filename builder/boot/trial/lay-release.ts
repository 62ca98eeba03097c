import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readState } from '../machine/state.ts';
import { copyRelease, findPlace, RELEASE_PARTS, useRelease } from '../steps/copy-release.ts';
import { layFolder } from './machine-folders.ts';

/**
 * `copy-release TARGET` of a trial: the medium's files were looked at when it was unpacked, and lie on the same disk.
 * They are laid where they should be, instead of copied, wherever nothing is in their place.
 */
export function layRelease(effects: Effects, words: readonly string[]): void {
  const isTrial =
    effects.exists(PATHS.trial.commandLine) &&
    words[0]?.startsWith(`${PATHS.target}/`) === true &&
    readState(effects).source.device !== undefined;
  if (isTrial && layParts(effects, words[0]!)) return;
  copyRelease(effects, words);
}

/** @returns false where something is in the place already */
function layParts(effects: Effects, target: string): boolean {
  const { releases, place, id } = findPlace(effects, target);
  effects.run(['mkdir', '-p', place]);
  if (effects.list(place).length > 0) return false;
  for (const { folder, below } of RELEASE_PARTS) {
    effects.run(['mkdir', '-p', `${place}${below}`]);
    layFolder(effects, folder, `${place}${below}`);
  }
  useRelease(effects, releases, id);
  return true;
}
