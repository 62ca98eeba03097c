import type { DistroContext } from '../distro/mod.ts';
import { explainSystemError, openCheckedFiles, pruneKept, withFolderUse } from '../io/mod.ts';

/**
 * Works with the cache of all builds, which is the one way to do so: it says that it is in use, is tidied first where nobody else
 * uses it, and remembers afterwards how the files look that `work` has compared.
 *
 * @throws {BuildError} what `work` throws; what the system refuses, such as a full disk
 */
export function useCache<T>(distro: Pick<DistroContext, 'cacheDir'>, work: () => Promise<T>): Promise<T> {
  return withFolderUse(distro.cacheDir, () => withSettled(distro, work), pruneKept).catch(
    (error: unknown) => {
      throw explainSystemError(error);
    },
  );
}

/** Once scratch folders with their names for files of the cache are gone. */
async function withSettled<T>(distro: Pick<DistroContext, 'cacheDir'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    const checked = await openCheckedFiles(distro);
    checked.settle();
    await checked.save();
  }
}
