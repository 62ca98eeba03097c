import { stat } from 'node:fs/promises';
import { unreadable } from '../../io/mod.ts';
import { unpackArchive } from '../archive/unpack-archive.ts';
import type { Roll, RollOutline } from '../roll.ts';
import { readFolderOutline } from './read-outline.ts';
import { readRollFolder } from './read-roll-folder.ts';

/**
 * Reads a roll from a folder, a tar (plain, gz, xz, zst), zip or 7z archive, or an ISO image.
 *
 * @param cacheDir where archives are unpacked to, once each
 * @throws {BuildError} FILE_UNREADABLE, ROLL_ARCHIVE, ROLL_PATH, ROLL_STRUCTURE, YAML_*
 */
export async function readRoll(path: string, cacheDir: string): Promise<Roll> {
  if (await isFolder(path)) return readRollFolder(path);
  const folder = await unpackArchive(path, cacheDir);
  const key = JSON.stringify([folder, path]);
  const roll = unpacked.get(key) ?? (await readRollFolder(folder, path));
  unpacked.set(key, roll);
  return roll;
}

/** By folder, which is named after the archive's content, and by what the user gave: one command asks for a roll more than once. */
const unpacked = new Map<string, Roll>();

/** The same for those who ask the engine: of a folder, only what it looks at is read. */
export async function readRollOutline(path: string, cacheDir: string): Promise<RollOutline> {
  return (await isFolder(path)) ? readFolderOutline(path) : readRoll(path, cacheDir);
}

async function isFolder(path: string): Promise<boolean> {
  const info = await stat(path).catch((error: unknown) => Promise.reject(unreadable(path, error)));
  return info.isDirectory();
}
