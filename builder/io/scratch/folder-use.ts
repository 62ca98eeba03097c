import { randomBytes } from 'node:crypto';
import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { takeLock } from './flock.ts';
import { removeAtExit } from './temp-dir.ts';

/** A file that is written beside its place: `besideName`. */
const PART = /^\..+\.(\d+)-[0-9a-f]{8}\.part$/;

/** Folders of a cache whose content comes in by renaming the whole, or is but names: nothing is written beside its place in them. */
const WHOLE = /^(?:unpacked|made|rolls|try|images|apt\/[^/]+\/states)$/;

/** Folders with a file for each of many things: they are looked through after somebody was killed, and once a day. */
const MANY = /^(?:known|by-sha256)$/;

/** Files of a cache that say who works with it: one that outlives its process was killed. */
const USERS = 'users';
const TIDIED = 'tidied';
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Says for the time of `work` that a folder for many builds, a cache, is in use. Whoever comes when nobody else uses it
 * removes the half-written files that killed ones left, and what is too much.
 *
 * @param prune removes that
 *
 * @throws {BuildError} FILE_UNWRITABLE
 */
export async function withFolderUse<T>(
  dir: string,
  work: () => Promise<T>,
  prune: (dir: string) => Promise<void>,
): Promise<T> {
  await makeFolder(join(dir, USERS));
  const alone = await takeLock(dir, { noWait: true });
  if (alone !== undefined) {
    await tidy(dir, prune);
    await alone.release();
  }
  const use = await takeLock(dir, { shared: true });
  const own = join(dir, USERS, `${process.pid}-${randomBytes(4).toString('hex')}`);
  const forget = removeAtExit(own);
  try {
    await writeFile(own, '');
    return await work();
  } finally {
    await rm(own, { force: true });
    forget();
    await use?.release();
  }
}

async function tidy(dir: string, prune: (dir: string) => Promise<void>): Promise<void> {
  const users = join(dir, USERS);
  const killed = await readdir(users).catch(() => []);
  const last = await stat(join(dir, TIDIED)).catch(() => undefined);
  const ageMs = last === undefined ? DAY_MS : Date.now() - last.mtimeMs;
  const isRecent = killed.length === 0 && ageMs >= 0 && ageMs < DAY_MS;
  await sweepParts(dir, isRecent ? [WHOLE, MANY] : [WHOLE]);
  if (isRecent) return;
  await prune(dir);
  for (const name of killed) await rm(join(users, name), { force: true });
  await writeFile(join(dir, TIDIED), '');
}

async function sweepParts(top: string, without: readonly RegExp[]): Promise<void> {
  const pending = [top];
  for (const dir of pending) {
    for (const entry of listEntries(dir)) {
      const path = join(dir, entry.name);
      const pid = PART.exec(entry.name)?.[1];
      if (entry.isDirectory()) {
        if (!without.some((kind) => kind.test(relative(top, path)))) pending.push(path);
      } else if (entry.isFile() && pid !== undefined && !isAlive(Number(pid)))
        await rm(path, { force: true }).catch(() => {});
    }
  }
}

/** A command that is no build writes into the cache without saying that it uses it. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function listEntries(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
