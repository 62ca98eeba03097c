import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  besideName,
  hashFile,
  openCheckedFiles,
  tellDamaged,
  unwritable,
  VERIFIED_MTIME_SECONDS,
} from '../../io/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import type { DistroContext } from '../types.ts';

/** Where the cache keeps a file: by its content, so that all recipes share it. */
export function storePath(context: DistroContext, sha256: string): string {
  return join(context.cacheDir, 'by-sha256', sha256.slice(0, 2), sha256);
}

/**
 * Says whether the cache holds a file, whole: it is read as a whole where it does not look as it did when it was compared last
 * (size, time, inode, last change). What is not whole is thrown away.
 *
 * @param anew it is read now, whatever it looks like
 */
export async function isStored(
  context: DistroContext,
  sha256: string,
  sizeBytes: number,
  anew = false,
): Promise<boolean> {
  return (await openCheckedFiles(context)).isWhole(storePath(context, sha256), sha256, sizeBytes, anew);
}

/**
 * Takes a file into the cache, unless it is there, and returns its place.
 *
 * @throws {BuildError} FILE_UNWRITABLE; ROLL_PACKAGE when it is no longer what it was
 */
export async function storeFile(context: DistroContext, file: string, sha256: string): Promise<string> {
  const path = storePath(context, sha256);
  const info = await stat(file);
  if (await isStored(context, sha256, info.size)) return path;
  const checked = await openCheckedFiles(context);
  if (checked.takeDamage(path)) tellDamaged(context, file, path);
  const beside = besideName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(createReadStream(file), createWriteStream(beside));
    if ((await hashFile(beside)).sha256 !== sha256)
      fail('ROLL_PACKAGE', 'The package was changed while the build read it', { file }, 'Build again');
    await chmod(beside, 0o444);
    await utimes(beside, VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error instanceof BuildError ? error : unwritable(path, error);
  }
  await checked.remember(path, sha256);
  return path;
}
