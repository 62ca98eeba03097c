import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { takeLock } from './flock.ts';

/** A file that is written beside its place: `besideName`. */
const PART = /^\..+\.(\d+)-[0-9a-f]{8}\.part$/;

/** Folders whose content comes in by renaming the whole, or is but names: nothing is written beside its place in them. */
const WHOLE = new Set(['unpacked', 'states', 'read-by-dpkg']);

/**
 * Says for the time of `work` that a folder for many builds, a cache, is in use. Whoever comes when nobody else uses it
 * removes the half-written files that killed ones left.
 *
 * @throws {BuildError} FILE_UNWRITABLE
 */
export async function withFolderUse<T>(dir: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(dir);
  const alone = await takeLock(dir, { noWait: true });
  if (alone !== undefined) {
    await sweepParts(dir);
    await alone.release();
  }
  const use = await takeLock(dir, { shared: true });
  try {
    return await work();
  } finally {
    await use?.release();
  }
}

async function sweepParts(top: string): Promise<void> {
  const pending = [top];
  for (const dir of pending) {
    for (const entry of await readdir(dir, { withFileTypes: true }).catch(() => [])) {
      const path = join(dir, entry.name);
      const pid = PART.exec(entry.name)?.[1];
      if (entry.isDirectory() && !WHOLE.has(entry.name)) pending.push(path);
      else if (entry.isFile() && pid !== undefined && !(await isAlive(Number(pid))))
        await rm(path, { force: true }).catch(() => {});
    }
  }
}

/** A command that is no build writes into the cache without saying that it uses it. */
async function isAlive(pid: number): Promise<boolean> {
  return (await lstat(`/proc/${pid}`).catch(() => undefined)) !== undefined;
}
