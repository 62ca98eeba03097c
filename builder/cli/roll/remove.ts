import { makeRelease } from '../release/make-release.ts';
import type { RollReleaseOptions } from './commands.ts';

/** `cairn roll remove NAME...` */
export async function runRollRemove(
  names: readonly string[],
  { release }: RollReleaseOptions,
): Promise<void> {
  await makeRelease(release, { remove: names });
}
