import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { unwritable } from '../system-errors.ts';
import { takeLock } from './flock.ts';

/** How long to wait before saying so. */
const PATIENCE_MS = 1000;

/**
 * Holds a lock among processes for the time of `work`: a file that is made for it, and stays.
 *
 * @param onWait called once when another process holds the lock for longer than a second
 * @throws {BuildError} FILE_UNWRITABLE, COMMAND_MISSING
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await makeFolder(dirname(path));
  try {
    await (await open(path, 'a')).close();
  } catch (error) {
    throw unwritable(path, error);
  }
  const timer = setTimeout(onWait, PATIENCE_MS);
  const lock = await takeLock(path).finally(() => clearTimeout(timer));
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}
