import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { besideName, digestOnce, knowDigest, unwritable, VERIFIED_MTIME_SECONDS } from '../../io/mod.ts';
import type { DistroContext } from '../types.ts';

/** Where the cache keeps a file: by its content, so that all recipes share it. */
export function storePath(context: DistroContext, sha256: string): string {
  return join(context.cacheDir, 'by-sha256', sha256.slice(0, 2), sha256);
}

/**
 * Says whether the cache holds a file, whole. A file is verified when it comes in and is read-only with a fixed time
 * stamp from then on; only one whose stamp or size differs is hashed again.
 */
export async function isStored(context: DistroContext, sha256: string, sizeBytes: number): Promise<boolean> {
  const path = storePath(context, sha256);
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || info.size !== sizeBytes) return false;
  if (info.mtimeMs === VERIFIED_MTIME_SECONDS * 1000) {
    await knowDigest(path, { sha256, sizeBytes });
    return true;
  }
  if ((await digestOnce(path)).sha256 === sha256) return true;
  await rm(path, { force: true });
  return false;
}

/** Takes a file into the cache, unless it is there, and returns its place. */
export async function storeFile(context: DistroContext, file: string, sha256: string): Promise<string> {
  const path = storePath(context, sha256);
  const info = await stat(file);
  if (await isStored(context, sha256, info.size)) return path;
  const beside = besideName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(createReadStream(file), createWriteStream(beside));
    await chmod(beside, 0o444);
    await utimes(beside, VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(path, error);
  }
  return path;
}
