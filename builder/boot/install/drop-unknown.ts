import { parsePackageName } from '../../model/mod.ts';
import { capture, type Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/**
 * apt refuses to keep out what it does not know: a package that no part of the medium names stays out by itself.
 *
 * @param words of apt; what is not wanted has a `-` at its end
 */
export function dropUnknown(effects: Effects, words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.endsWith('-'))) return words;
  const names = capture(effects, ['chroot', PATHS.target, 'apt-cache', 'pkgnames']);
  if (names === undefined) return words;
  const known = new Set(names.split('\n').map((name) => name.trim()));
  return words.filter((word) => !word.endsWith('-') || known.has(parsePackageName(word.slice(0, -1)).name));
}
