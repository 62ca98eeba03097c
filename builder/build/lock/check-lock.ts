import {
  compareFixedParts,
  compareRecipeLocks,
  lockPackages,
  type OwnPackage,
  type RecipeLock,
} from '../../distro/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { composeFixedLock, type FixedInput } from './compose-lock.ts';
import type { FoundLock } from './read-lock.ts';

/** Holds a build to a lock. @throws {BuildError} LOCK_STALE with everything that differs */
export function checkLock(lock: RecipeLock, locked: FoundLock | undefined): void {
  const changes = locked === undefined ? [] : compareRecipeLocks(locked.lock, lock, locked.file);
  if (changes.length > 0) throw new BuildError(changes);
}

/**
 * The same before any package is chosen: whoever changed something learns it before anything is downloaded, and by its name, not
 * by a package that the lock has not.
 */
export async function checkFixedLock(
  input: FixedInput,
  own: readonly OwnPackage[],
  locked: FoundLock | undefined,
): Promise<void> {
  if (locked === undefined) return;
  const changes = compareFixedParts(
    locked.lock,
    await composeFixedLock(input),
    lockPackages(own),
    locked.file,
  );
  if (changes.length > 0) throw new BuildError(changes);
}
