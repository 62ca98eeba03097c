import { join } from 'node:path';
import { type FoundLock, planLockWish, readLock } from '../../build/lock/read-lock.ts';
import type { Recipe } from '../../build/mod.ts';
import { nameOutput } from '../../build/output/name-medium.ts';
import type { DistroContext } from '../../distro/mod.ts';
import { exists } from '../../io/mod.ts';

/** The lock of a recipe, where a build would look for it; undefined where there is none. @throws {BuildError} LOCK_SYNTAX */
export async function findLockOf(
  recipe: Recipe,
  { lock, output }: { readonly lock?: string | undefined; readonly output: string },
  distro: Pick<DistroContext, 'cacheDir'>,
): Promise<FoundLock | undefined> {
  const wish = planLockWish(lock, recipe.file, join(output, nameOutput(recipe)));
  for (const file of wish.files) if (await exists(file)) return readLock({ files: [file] }, distro);
  return undefined;
}
