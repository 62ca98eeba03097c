import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { BuildError, errorProblem } from '../model/mod.ts';

/** How long to wait before saying so. */
const PATIENCE_MS = 1000;

/**
 * Holds a lock among processes for the time of `work`.
 *
 * The kernel holds it (flock), on behalf of a small child that lives as long as its standard input is open: when
 * this process dies in whatever way, the lock is free. There is no stale lock to remove, and it works between
 * containers that share a cache, where process ids mean nothing.
 *
 * @param onWait called once when another process holds the lock for longer than a second
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const child = execa('flock', ['--exclusive', path, 'cat'], { reject: false, buffer: false, stdin: 'pipe' });
  const timer = setTimeout(onWait, PATIENCE_MS);
  try {
    // `cat` answers only once flock has the lock.
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => resolve());
      child.stdin?.on('error', () => {});
      child.then(
        (result) => reject(lockError(path, result.code)),
        (error: unknown) => reject(error),
      );
      child.stdin?.write('\n');
    });
  } finally {
    clearTimeout(timer);
  }
  try {
    return await work();
  } finally {
    child.stdin?.end();
    await child;
  }
}

function lockError(path: string, code: string | undefined): BuildError {
  if (code === 'ENOENT') {
    return new BuildError(
      errorProblem(
        'COMMAND_MISSING',
        'Cannot run "flock": it is not installed',
        undefined,
        'Install it: apt-get install util-linux',
      ),
    );
  }
  return new BuildError(errorProblem('FILE_UNWRITABLE', `Cannot lock "${path}"`));
}
