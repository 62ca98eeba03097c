import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';

/** A network namespace with one private wire (a bridge) in it and no way out. Needs root and iproute2. */
export interface Namespace {
  /** For `ip netns exec NAME`, and for `MachineOptions.namespace`. */
  readonly name: string;
  /**
   * Adds the wire's end of a network card, which a virtual machine takes; or one of a card where nobody answers.
   *
   * @returns the device's name
   */
  readonly addTap: (wire?: 'private' | 'dead') => string;
  /** Connects another namespace, whose end is called `card`. */
  readonly connect: (other: string, card: string) => void;
  /** Runs a program inside, to its end. @returns what it wrote @throws when it fails */
  readonly run: (argv: readonly string[], env?: NodeJS.ProcessEnv) => string;
  /** Starts a program inside; it ends with this process, whatever happens to it. */
  readonly start: (argv: readonly string[], log: string, env?: NodeJS.ProcessEnv) => ChildProcess;
  /** Ends what was started, last first, and removes the namespace. Safe to call again. */
  readonly stop: () => Promise<void>;
}

/** Words before a program that is to run in a namespace. */
export function insideOf(name: string): readonly string[] {
  return ['ip', 'netns', 'exec', name];
}

/** Name of the wire inside. */
export const WIRE = 'private';
/** A program that was told to end gets so long. */
const MAX_STOP_MS = 5000;

const open = new Set<() => void>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.on('exit', () => {
  for (const stop of open) stop();
});
let made = 0;

const ip = (...words: string[]): string => execFileSync('ip', words, { encoding: 'utf8' });

/**
 * Makes a namespace.
 *
 * @param address of this side of the wire, with the prefix: "10.1.1.1/16"; none: the wire alone
 */
export function createNamespace(address?: string): Namespace {
  removeStale();
  made += 1;
  const name = `cairn-${process.pid}-${made}`;
  const children: ChildProcess[] = [];
  let taps = 0;
  ip('netns', 'add', name);
  const remove = (): void => {
    if (!open.delete(remove)) return;
    for (const child of [...children].reverse()) child.kill('SIGTERM');
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  };
  open.add(remove);
  // Nothing but what a test asks for is on the wire.
  ip('netns', 'exec', name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip('-n', name, 'link', 'add', WIRE, 'type', 'bridge');
  if (address !== undefined) ip('-n', name, 'address', 'add', address, 'dev', WIRE);
  ip('-n', name, 'link', 'set', WIRE, 'up');
  const plug = (device: string): void => void ip('-n', name, 'link', 'set', device, 'master', WIRE, 'up');
  return {
    name,
    addTap: (wire = 'private') => {
      taps += 1;
      const device = `tap${taps}`;
      ip('-n', name, 'tuntap', 'add', 'dev', device, 'mode', 'tap');
      if (wire === 'private') plug(device);
      else ip('-n', name, 'link', 'set', device, 'up');
      return device;
    },
    connect: (other, card) => {
      taps += 1;
      const device = `link${taps}`;
      ip('link', 'add', device, 'netns', name, 'type', 'veth', 'peer', 'name', card, 'netns', other);
      plug(device);
    },
    run: (argv, env = {}) =>
      execFileSync('ip', ['netns', 'exec', name, ...argv], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    start: (argv, log, env = {}) => {
      const output = openSync(log, 'a');
      // All of these become the program itself: the process is its own.
      const command = ['--pdeathsig', 'TERM', 'ip', 'netns', 'exec', name, ...argv];
      const child = spawn('setpriv', command, {
        env: { ...process.env, ...env },
        stdio: ['ignore', output, output],
      });
      closeSync(output);
      child.once('error', () => {});
      children.push(child);
      return child;
    },
    stop: async () => {
      for (const child of [...children].reverse()) child.kill('SIGTERM');
      await Promise.all(children.map(waitForEnd));
      remove();
    },
  };
}

/** Waits until a process is gone; one that does not go is made to. */
export async function waitForEnd(child: ChildProcess): Promise<void> {
  const isOver = (): boolean =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  if (isOver()) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_STOP_MS);
  await new Promise((done) => child.once('exit', done));
  clearTimeout(timer);
}

/** Namespaces of test runs that were killed: their processes went with them. */
function removeStale(): void {
  for (const [, name, pid] of ip('netns', 'list').matchAll(/^(cairn-(\d+)-\d+)\b/gm))
    if (!existsSync(`/proc/${pid}`)) execFileSync('ip', ['netns', 'delete', name!], { stdio: 'ignore' });
}
