import type { DistroContextOptions } from '../../distro/mod.ts';
import { isCarried, openCarried } from '../../distro/mod.ts';
import { withTempDir } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** What a command line says of caches. */
export interface CacheWish {
  /** `--cache`. */
  readonly dir: string | undefined;
  readonly offline: boolean;
}

/** Where to write, and what to read besides. */
export type CacheSettings = Pick<DistroContextOptions, 'cacheDir' | 'carried'>;

/**
 * Lends for the time of `work` what to read from and to write to. An exported mirror and a cache that can only be read stand for
 * every mirror of a build offline; what that writes goes into the user's own cache.
 *
 * @throws {BuildError} CACHE_INCOMPLETE; USAGE for a folder that was exported, without `--offline`
 */
export async function withCache<T>(
  { dir, offline }: CacheWish,
  work: (settings: CacheSettings) => Promise<T>,
): Promise<T> {
  if (dir === undefined) return work({});
  if (!(await isCarried(dir))) return work({ cacheDir: dir });
  if (!offline) {
    const message = `Nothing can be written into the cache "${dir}"`;
    fail('USAGE', message, undefined, 'Build from it alone: --offline. Or name another one');
  }
  return withTempDir(async (scratch) => work({ carried: await openCarried(dir, scratch) }));
}
