import type * as v from 'valibot';
import { keepValue } from '../../io/mod.ts';

/** Raised when what is read of a package is noted in another way: what earlier versions read is then read again. */
const RECIPE = 1;

/**
 * What was read of a package, kept in the cache: packages do not change.
 *
 * @param kind of the note
 * @param shape of the note; a damaged one is made anew
 */
export function keepByPackage<T>(
  cacheDir: string,
  kind: string,
  sha256: string,
  shape: v.GenericSchema<unknown, T>,
  read: () => Promise<T>,
): Promise<T> {
  return keepValue({ cacheDir }, { kind, inputs: { sha256 }, shape, recipe: RECIPE, find: read });
}
