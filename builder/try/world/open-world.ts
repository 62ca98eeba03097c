import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Run } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { removeGroups } from './control-groups.ts';
import openScript from './open-world.sh?text';
import { runScript } from './run-script.ts';

/** Namespaces of mounts, processes and networks that end, with everything in them, when this process does. */
export interface World {
  /** Runs a program in it, as {@link Run}. */
  readonly run: Run;
  /** Words before a program that is to run in it. */
  readonly enter: readonly string[];
  /** Control group of the whole: a name below the hierarchy's top. */
  readonly group: string;
  /** Ends everything in it; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** After SIGKILL to the first process of a namespace the kernel ends the others within moments. */
const END_MS = 10_000;

/**
 * Opens a world. Its first process reads from this process and ends with it, in whatever way this one ends; then the
 * kernel ends all others, and mounts and networks are gone with the last.
 *
 * @throws {BuildError} PRIVILEGE_MISSING: who asks may not, or the kernel cannot
 */
export async function openWorld(run: Run): Promise<World> {
  const own = ['--mount', '--propagation', 'private', '--pid', '--net', '--ipc'];
  const child = execa('unshare', [...own, '--fork', '--kill-child', '--mount-proc', 'cat'], {
    ...{ stdin: 'pipe', stderr: 'pipe', buffer: { stdout: false }, reject: false },
    // The terminal's Ctrl-C is for this process alone
    detached: true,
  });
  const first = await new Promise<number | undefined>((resolve) => {
    child.stdout.once('data', () => resolve(firstProcess(child.pid!)));
    child.stdin.on('error', () => resolve(undefined));
    child.then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
    child.stdin.write('\n');
  });
  if (first === undefined) {
    child.stdin.end();
    const { stderr = '' } = await child;
    throw refuse(`This machine gives no namespaces of its own: ${String(stderr).trim()}`);
  }
  const group = `cairn-try-${process.pid}`;
  const end = (): void => endNow(first);
  process.prependListener('exit', end);
  const enter = enterWorld(first);
  const world: World = {
    run: (argv, options) => run([...enter, ...argv], options),
    enter,
    group,
    close: async () => {
      process.off('exit', end);
      child.stdin.end();
      await child;
      await removeGroups(run, group);
    },
  };
  try {
    await runScript(world.run, { name: 'open-world', text: openScript }, [group]);
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}

/** A program that is entered ends when its `nsenter` does. */
function enterWorld(first: number): readonly string[] {
  const spaces = ['--mount', '--pid', '--net', '--ipc'];
  return ['nsenter', '-t', String(first), ...spaces, 'setpriv', '--pdeathsig', 'KILL', '--'];
}

function firstProcess(parent: number): number | undefined {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
  return children === '' ? undefined : Number(children.split(' ')[0]);
}

/** Where nothing may be waited for: the process is on its way out, and folders are removed after this. */
function endNow(first: number): void {
  try {
    process.kill(first, 'SIGKILL');
  } catch {
    return;
  }
  const deadline = Date.now() + END_MS;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (Date.now() < deadline && isAlive(first)) Atomics.wait(cell, 0, 0, 20);
}

function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function refuse(message: string): BuildError {
  const hint = 'It takes root on a machine or in a virtual machine; a container must be a privileged one';
  return new BuildError(errorProblem('PRIVILEGE_MISSING', message, undefined, hint));
}
