import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { missingTool } from '../tool-packages.ts';

/** A lock that the kernel holds until it is released or this process ends, in whatever way. */
export interface HeldLock {
  readonly release: () => Promise<void>;
}

export interface LockOptions {
  /** Others may hold it too, as long as all of them share it. */
  readonly shared?: boolean;
  /** Do not wait for somebody else's. */
  readonly noWait?: boolean;
}

/** Exit status of flock(1) when somebody else has the lock. */
const TAKEN = 1;

/**
 * Takes a lock among processes on a file or a folder that is there.
 *
 * A small child holds it, which lives as long as its standard input is open: there is no stale lock to remove, and
 * containers that share a folder, where process ids mean nothing, see each other's.
 *
 * @returns undefined when it is taken and `noWait` was asked for
 * @throws {BuildError} COMMAND_MISSING; FILE_UNWRITABLE: there is nothing to lock
 */
export async function takeLock(path: string, options: LockOptions = {}): Promise<HeldLock | undefined> {
  const words = [
    options.shared ? '--shared' : '--exclusive',
    ...(options.noWait ? ['--nonblock'] : []),
    ...[path, 'cat'],
  ];
  const child = spawn('flock', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close').then(
    ([code]) => code as number | null,
    () => null,
  );
  child.stdin.on('error', () => {});
  child.stdin.write('\n');
  let missing = false;
  child.once('error', (error: NodeJS.ErrnoException) => {
    missing = error.code === 'ENOENT';
  });
  // `cat` answers only once flock has the lock.
  const answer = await Promise.race([once(child.stdout, 'data'), ended]);
  if (Array.isArray(answer)) {
    return {
      release: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }
  if (answer === TAKEN && options.noWait) return undefined;
  throw new BuildError(
    missing ? missingTool('flock') : errorProblem('FILE_UNWRITABLE', `Cannot lock "${path}"`),
  );
}
