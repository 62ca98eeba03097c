import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as v from 'valibot';
import { writeFileAtomic } from '../../io/mod.ts';
import { readRemembered } from '../read-remembered.ts';

/**
 * What was read of a package, kept in the cache: packages do not change.
 *
 * @param kind folder of the cache
 * @param shape of the note; a damaged one is made anew
 */
export async function keepByPackage<T>(
  cacheDir: string,
  kind: string,
  sha256: string,
  shape: v.GenericSchema<unknown, T>,
  read: () => Promise<T>,
): Promise<T> {
  const kept = join(cacheDir, kind, sha256.slice(0, 2), `${sha256}.json`);
  const known = await readRemembered(kept, shape);
  if (known !== undefined) return known;
  const value = await read();
  await mkdir(dirname(kept), { recursive: true });
  await writeFileAtomic(kept, JSON.stringify(value));
  return value;
}
