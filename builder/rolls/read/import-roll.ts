import { cp, mkdir, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { unwritable, withTempDir } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import type { Roll } from '../roll.ts';

/**
 * Copies the tree of a roll into `into/NAME`.
 *
 * @throws {BuildError} FILE_UNWRITABLE when there is one already
 */
export async function importRoll(roll: Roll, into: string): Promise<string> {
  const target = join(into, roll.name);
  if ((await stat(target).catch(() => undefined)) !== undefined) {
    throw new BuildError(errorProblem('FILE_UNWRITABLE', `Cannot make "${target}": it is there already`));
  }
  await mkdir(into, { recursive: true });
  await withTempDir(async (scratch) => {
    await cp(roll.folder, join(scratch, 'roll'), { recursive: true, verbatimSymlinks: true });
    await rename(join(scratch, 'roll'), target).catch((error: unknown) =>
      Promise.reject(unwritable(target, error)),
    );
  }, resolve(into));
  return target;
}
