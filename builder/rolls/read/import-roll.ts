import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exists, unwritable, withTempDir } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { listTree } from '../list-tree.ts';
import type { Roll } from '../roll.ts';

/**
 * Copies the files of a roll into `into/NAME`; what is never part of a roll stays behind.
 *
 * @throws {BuildError} FILE_UNWRITABLE when there is one already
 */
export async function importRoll(roll: Roll, into: string): Promise<string> {
  const target = join(into, roll.name);
  if (await exists(target)) {
    throw new BuildError(errorProblem('FILE_UNWRITABLE', `Cannot make "${target}": it is there already`));
  }
  await mkdir(into, { recursive: true });
  await withTempDir(async (scratch) => {
    for (const { path, absolute, executable } of await listTree(roll.folder)) {
      const copy = join(scratch, 'roll', path);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(absolute, copy);
      await chmod(copy, executable ? 0o755 : 0o644);
    }
    await chmod(join(scratch, 'roll'), 0o755);
    await rename(join(scratch, 'roll'), target).catch((error: unknown) =>
      Promise.reject(unwritable(target, error)),
    );
  }, resolve(into));
  return target;
}
