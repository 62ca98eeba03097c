import { join } from 'node:path';
import { type DistroContext, parseRecipeLock, type RecipeLock } from '../../distro/mod.ts';
import { exists, readText } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { besideLock, keptInCache } from './beside-lock.ts';

/** Where the lock of a build is looked for: the first of these files that is there. */
export interface LockWish {
  readonly files: readonly string[];
}

/** A lock and where it was read. */
export interface FoundLock {
  readonly lock: RecipeLock;
  readonly file: string;
  /** The file with what the lists said of its packages, if there is one: beside it, or in the cache. */
  readonly kept?: string | undefined;
}

/** The lock that is named; without a name the one beside the recipe, else the one of the last result. */
export function planLockWish(given: string | undefined, recipeFile: string, output: string): LockWish {
  const beside = recipeFile.replace(/(?:\.yaml|\.yml)?$/, '.lock');
  return { files: given === undefined ? [beside, join(output, 'recipe.lock')] : [given] };
}

/** Reads the lock that a build is held to. @throws {BuildError} LOCK_MISSING, LOCK_SYNTAX */
export async function readLock(
  { files }: LockWish,
  { cacheDir }: Pick<DistroContext, 'cacheDir'>,
): Promise<FoundLock> {
  for (const file of files) {
    if (!(await exists(file))) continue;
    const lock = parseRecipeLock(await readText(file), file);
    return { lock, file, kept: await findKept([besideLock(file, 'packages'), keptInCache(cacheDir, lock)]) };
  }
  const hint = 'Build once without --locked';
  return fail('LOCK_MISSING', `No lock at ${files.join(' nor at ')}`, undefined, hint);
}

async function findKept(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await exists(file)) return file;
  return undefined;
}
