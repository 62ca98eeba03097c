import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readText, writeFileAtomic } from '../../io/mod.ts';

/**
 * What was read of a package, kept in the cache: packages do not change.
 *
 * @param kind folder of the cache
 */
export async function keepByPackage<T>(
  cacheDir: string,
  kind: string,
  sha256: string,
  read: () => Promise<T>,
): Promise<T> {
  const kept = join(cacheDir, kind, sha256.slice(0, 2), `${sha256}.json`);
  const text = await readText(kept).catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as T;
  const value = await read();
  await mkdir(dirname(kept), { recursive: true });
  await writeFileAtomic(kept, JSON.stringify(value));
  return value;
}
