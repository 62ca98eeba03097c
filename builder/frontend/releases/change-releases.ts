import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock, withTempDir } from '../../io/mod.ts';
import { releasesFolderOf } from './release-store.ts';

/**
 * Changes what releases there are, or which is in use: one command at a time. What a killed one left is removed first.
 *
 * @param onWait called where another command takes longer than a moment
 * @param work gets a folder beside the releases, for what is not whole yet and for what is taken away; it is removed
 */
export async function changeReleases<T>(
  served: string,
  work: (beside: string) => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  const folder = releasesFolderOf(served);
  await mkdir(folder, { recursive: true });
  return withLock(join(folder, '.lock'), () => withTempDir(work, folder), onWait);
}
