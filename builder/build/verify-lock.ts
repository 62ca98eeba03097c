import {
  fetchPackages,
  isStored,
  type LockedPackage,
  openLockedStore,
  type RecipeLock,
} from '../distro/mod.ts';
import type { BuildSurroundings } from './surroundings.ts';
import { useCache } from './use-cache.ts';

/** What was found of the packages of a lock. */
export interface VerifiedPackages {
  /** Packages of archives, each once. */
  readonly count: number;
  readonly sizeBytes: number;
  /** Packages that rolls bring: these are made anew by each build. */
  readonly own: number;
}

/**
 * Sees to it that every package of a lock is in the cache, as it is listed: each file that is there is read and compared, what
 * is not there is fetched.
 *
 * @throws {BuildError} CACHE_INCOMPLETE, DOWNLOAD_FAILED, MIRROR_MISSING, naming what is not to be had
 */
export function verifyLockedPackages(
  lock: RecipeLock,
  { distro }: Pick<BuildSurroundings, 'distro'>,
): Promise<VerifiedPackages> {
  return useCache(distro, async () => {
    const all = [...lock.packages, ...lock.media, ...(lock.borrowed?.packages ?? [])];
    const unique = [...new Map(all.map((item): [string, LockedPackage] => [item.sha256, item])).values()];
    const listed = unique.filter(({ roll }) => roll === undefined);
    // What is damaged is thrown away, and so fetched again
    for (const { sha256, sizeBytes } of listed) await isStored(distro, sha256, sizeBytes, true);
    await fetchPackages(
      distro,
      await openLockedStore(distro, lock),
      listed.map((item) => ({ ...item, stanza: new Map() })),
    );
    const sizeBytes = listed.reduce((sum, item) => sum + item.sizeBytes, 0);
    return { count: listed.length, sizeBytes, own: unique.length - listed.length };
  });
}
