import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwritable } from '../system-errors.ts';
import { type HeldLock, takeLock } from './flock.ts';
import { ASIDE_PREFIX, giveBack, SCRATCH_PREFIX, sweepScratch } from './sweep-scratch.ts';

const open = new Set<string>();
let watching = false;

/** Takes away what is left when the process ends in whatever way: normally, by Ctrl-C, by `kill`. */
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const path of open) {
      if (existsSync(path)) giveBack(path);
      rmSync(path, { recursive: true, force: true });
    }
  });
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}

/** Registers a path that must not outlive the process; the returned function takes it off the list again. */
export function removeAtExit(path: string): () => void {
  watchExit();
  open.add(path);
  return () => void open.delete(path);
}

/**
 * Makes a folder for the time of `work` and removes it afterwards, also after an interruption. It is locked meanwhile:
 * one that a killed process left is not, and the next one that makes a folder there removes it.
 *
 * @param parent where to make it; the system's folder for temporary files by default. Give one on the file system
 *   of the result when something in it is to be renamed or hard-linked out
 */
export function withTempDir<T>(work: (dir: string) => Promise<T>, parent: string = tmpdir()): Promise<T> {
  return withFolder(work, parent, SCRATCH_PREFIX);
}

/**
 * The same for what is to be replaced: what `work` moves into the folder, from beside it, is put back where nothing of that
 * name is, when this process ends before `work` does, in whatever way: by itself, or by the next one that makes a scratch
 * folder there.
 *
 * @param parent where it is made, and where things come from
 */
export function withFolderAside<T>(work: (dir: string) => Promise<T>, parent: string): Promise<T> {
  return withFolder(work, parent, ASIDE_PREFIX);
}

async function withFolder<T>(work: (dir: string) => Promise<T>, parent: string, prefix: string): Promise<T> {
  watchExit();
  await sweepScratch(parent, open);
  const { dir, lock, forget } = await claimFolder(parent, prefix);
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
    forget();
    await lock.release();
  }
}

/**
 * A folder that this process has locked. Somebody who sweeps may have been quicker, between the making of the folder
 * and its lock: then there is none any more, and another one is made.
 */
async function claimFolder(parent: string, prefix: string): Promise<Claim> {
  for (;;) {
    const dir = await mkdtemp(join(parent, prefix));
    const forget = removeAtExit(dir);
    const lock = await takeLock(dir);
    const info = await stat(dir).catch(() => undefined);
    if (lock !== undefined && info?.isDirectory()) return { dir, lock, forget };
    await lock?.release();
    // flock makes a file where there is nothing.
    rmSync(dir, { recursive: true, force: true });
    forget();
  }
}

interface Claim {
  readonly dir: string;
  readonly lock: HeldLock;
  readonly forget: () => void;
}

const PROBE_BYTES = 1024 * 1024;

/**
 * Makes sure that the system's folder for temporary files takes some: programs that miss it say anything but that.
 *
 * @throws {BuildError} FILE_UNWRITABLE
 */
export async function checkTempDir(): Promise<void> {
  try {
    await withTempDir((dir) => writeFile(join(dir, 'probe'), Buffer.alloc(PROBE_BYTES)));
  } catch (error) {
    throw unwritable(`${tmpdir()} (TMPDIR)`, error);
  }
}
