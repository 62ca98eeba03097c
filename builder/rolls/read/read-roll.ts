import { stat } from 'node:fs/promises';
import { unreadable } from '../../io/mod.ts';
import { unpackArchive } from '../archive/unpack-archive.ts';
import type { Roll } from '../roll.ts';
import { readRollFolder } from './read-roll-folder.ts';

/**
 * Reads a roll from a folder, a tar (plain, gz, xz, zst), zip or 7z archive, or an ISO image.
 *
 * @param cacheDir where archives are unpacked to, once each
 * @throws {BuildError} FILE_UNREADABLE, ROLL_ARCHIVE, ROLL_PATH, ROLL_STRUCTURE, YAML_*
 */
export async function readRoll(path: string, cacheDir: string): Promise<Roll> {
  const info = await stat(path).catch((error: unknown) => Promise.reject(unreadable(path, error)));
  if (info.isDirectory()) return readRollFolder(path);
  return readRollFolder(await unpackArchive(path, cacheDir), path);
}
