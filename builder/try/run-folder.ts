import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Run, removeAtExit, withLock } from '../io/mod.ts';
import { fail } from '../model/mod.ts';
import { type FreePart, readFreePart, trimLayers } from './trim-layers.ts';

const IN_USE = 1;

/** Folders of trials in the cache. */
export interface TrialFolders {
  /** Media, initrds and layers by content. */
  readonly layers: string;
  /** Of this run alone; gone at its end. */
  readonly run: string;
}

/**
 * Gives a run a folder of its own for the time of `work`. What runs before it left behind, because nobody let them end,
 * is removed: the kernel knows whether one is still alive, by its lock.
 *
 * @param cacheDir Cairn's
 * @throws {BuildError} FILE_UNWRITABLE: no layers can lie there
 */
export async function withRunFolder<T>(
  cacheDir: string,
  run: Run,
  work: (folders: TrialFolders) => Promise<T>,
  freePart: FreePart = readFreePart,
): Promise<T> {
  const top = join(cacheDir, 'try');
  const layers = join(top, 'layers');
  const runs = join(top, 'runs');
  // Layers hold what package scripts made: keys among it
  await mkdir(top, { recursive: true, mode: 0o700 });
  await refuseLayers(top, run);
  await mkdir(layers, { recursive: true });
  await mkdir(runs, { recursive: true });
  if (!(await removeStale(runs, run))) await trimLayers(layers, freePart);
  const name = `run-${process.pid}-${Date.now()}`;
  const folder = join(runs, name);
  return withLock(`${folder}.lock`, async () => {
    await mkdir(folder);
    const forget = removeAtExit(folder);
    const forgetLock = removeAtExit(`${folder}.lock`);
    try {
      return await work({ layers, run: folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.lock`, { force: true });
      forget();
      forgetLock();
    }
  });
}

/** Layers cannot be made of what is layers itself: the file system of most containers. */
async function refuseLayers(top: string, run: Run): Promise<void> {
  const { stdout } = await run(['stat', '-f', '-c', '%T', top]);
  if (stdout.trim() !== 'overlayfs') return;
  const message = `Layers of machines cannot lie in "${top}", whose file system is made of layers itself (overlayfs)`;
  const hint = 'Give them another disk, as a volume of this container: --cache DIR, or CAIRN_CACHE';
  fail('FILE_UNWRITABLE', message, undefined, hint);
}

/** @returns whether another run is alive */
async function removeStale(runs: string, run: Run): Promise<boolean> {
  let lives = false;
  for (const entry of await readdir(runs)) {
    if (entry.endsWith('.lock')) continue;
    const lock = join(runs, `${entry}.lock`);
    const held = await run(['flock', '--nonblock', lock, 'true'], { okCodes: [0, IN_USE] });
    if (held.exitCode === IN_USE) {
      lives = true;
      continue;
    }
    await rm(join(runs, entry), { recursive: true, force: true });
    await rm(lock, { force: true });
  }
  return lives;
}
