import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readState } from '../machine/state.ts';
import { copySource } from '../steps/copy-source.ts';
import { layFolder } from './machine-folders.ts';

/**
 * `copy-source FOLDER TARGET` of a trial: the medium's files were looked at when it was unpacked, and lie on the same disk.
 * They are laid where they should be, instead of copied, wherever nothing is in their place.
 */
export function laySource(effects: Effects, words: readonly string[]): void {
  const [folder = '', target = ''] = words;
  const place = target.replace(/\/+$/, '');
  const canLie =
    effects.exists(PATHS.trial.commandLine) &&
    ['cairn', 'install'].includes(folder) &&
    place.startsWith(`${PATHS.target}/`) &&
    readState(effects).source.device !== undefined;
  if (canLie) effects.run(['mkdir', '-p', place]);
  if (canLie && effects.list(place).length === 0) layFolder(effects, folder, place);
  else copySource(effects, words);
}
