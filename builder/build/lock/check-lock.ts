import { compareRecipeLocks, type RecipeLock } from '../../distro/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { FoundLock } from './read-lock.ts';

/** Holds a build to a lock. @throws {BuildError} LOCK_STALE with everything that differs */
export function checkLock(lock: RecipeLock, locked: FoundLock | undefined): void {
  const changes = locked === undefined ? [] : compareRecipeLocks(locked.lock, lock, locked.file);
  if (changes.length > 0) throw new BuildError(changes);
}
