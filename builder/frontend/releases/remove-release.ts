import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Release } from './release-store.ts';

/**
 * Takes a release away in one step: what other releases have alike stays, by its other names.
 *
 * @param beside the folder of `changeReleases`
 */
export async function removeRelease({ folder, id }: Release, beside: string): Promise<void> {
  await rename(folder, join(beside, id));
}
