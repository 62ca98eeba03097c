import { join } from 'node:path';
import type { RecipeLock } from '../../distro/mod.ts';
import { digestLock } from './digest-lock.ts';

/**
 * Where a file is that belongs to a lock: `recipes/minimal.signatures` beside `recipes/minimal.lock`. A build writes them beside
 * the lock of its output, and one from a lock finds them there by itself.
 */
export function besideLock(lockFile: string, kind: 'signatures' | 'packages'): string {
  return `${lockFile.replace(/\.lock$/, '')}.${kind}`;
}

/** Where a cache keeps what the lists said of the packages of a lock, as long as the cache is there. */
export function keptInCache(cacheDir: string, lock: RecipeLock): string {
  return join(cacheDir, 'locks', `${digestLock(lock)}.packages`);
}
