import { resolve } from 'node:path';
import { makeRelease } from '../release/make-release.ts';
import type { RollAddOptions } from './commands.ts';

/** `cairn roll add ROLL...` */
export async function runRollAdd(
  rolls: readonly string[],
  { release, unsigned }: RollAddOptions,
): Promise<void> {
  await makeRelease(release, { add: rolls.map((roll) => resolve(roll)), unsigned: unsigned === true });
}
