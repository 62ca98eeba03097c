import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const open = new Set<string>();
let watching = false;

/** Takes away what is left when the process ends in whatever way: normally, by Ctrl-C, by `kill`. */
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const dir of open) rmSync(dir, { recursive: true, force: true });
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
 * Makes a folder for the time of `work` and removes it afterwards, also after an interruption.
 *
 * @param parent where to make it; the system's folder for temporary files by default. Give one on the file system
 *   of the result when something in it is to be renamed or hard-linked out
 */
export async function withTempDir<T>(
  work: (dir: string) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> {
  watchExit();
  const dir = await mkdtemp(join(parent, '.cairn-'));
  const forget = removeAtExit(dir);
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
    forget();
  }
}
