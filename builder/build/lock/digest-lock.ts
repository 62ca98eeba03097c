import { type RecipeLock, renderRecipeLock } from '../../distro/mod.ts';
import { sha256 } from '../../io/mod.ts';

/** Names a build: what media and overlay carry, so that neither is used with the other's packages. */
export function digestLock(lock: RecipeLock): string {
  return sha256(renderRecipeLock(lock));
}
