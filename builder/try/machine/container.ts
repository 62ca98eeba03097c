import { join } from 'node:path';
import type { RunResult } from '../../io/mod.ts';
import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import type { World } from '../world/open-world.ts';
import type { InstalledMachine } from './install-machine.ts';
import startContainer from './start-container.sh?text';

/** A machine that runs. */
export interface Container {
  readonly machine: InstalledMachine;
  /** Runs a program in it as root; its exit status is its own, and no failure. */
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<RunResult>;
  /** Words before a program that is to run in it, from this process' own place. */
  readonly enter: readonly string[];
}

export interface ExecOptions {
  readonly input?: string;
  readonly timeoutSeconds?: number;
}

/** What a container may do: its own network and, of the kernel, nothing that is not its own. */
const CAPABILITIES = 'CAP_NET_ADMIN';
/** Until its first process has begun. */
const BEGIN_SECONDS = 60;
const POLL_MS = 200;
const ANY_STATUS = Array.from({ length: 256 }, (_, code) => code);
const ENVIRONMENT = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'TERM=dumb',
];

/** Starts an installed machine, as a power button does. @throws {BuildError} TRY_FAILED: it does not begin */
export async function startMachine(
  world: World,
  layers: string,
  machine: InstalledMachine,
): Promise<Container> {
  const { planned, paths, hostname } = machine;
  const group = `${world.group}/${planned.title}`;
  const lower = machine.layers.map((name) => join(layers, name)).join(':');
  const own = ['--register=no', '--keep-unit', '--settings=no', '--link-journal=no'];
  const nothingOfHost = ['--resolv-conf=off', '--timezone=off', '--console=pipe', '--quiet'];
  const argv = [
    ...['systemd-nspawn', '--boot', ...own, ...nothingOfHost],
    `--machine=${hostname}`,
    `--capability=${CAPABILITIES}`,
    `--network-namespace-path=/run/netns/${planned.title}`,
    `--directory=${paths.root}`,
  ];
  const script = ['sh', '-c', startContainer, 'start-container', group, paths.own, lower, paths.root];
  let ended: string | undefined;
  void world.run([...script, ...argv], { okCodes: ANY_STATUS }).then(
    ({ exitCode }) => {
      ended = `status ${exitCode}`;
    },
    (error: unknown) => {
      ended = error instanceof Error ? error.message : String(error);
    },
  );
  const deadline = Date.now() + BEGIN_SECONDS * 1000;
  for (;;) {
    const leader = await findLeader(world, group);
    if (leader !== undefined) return describe(world, machine, leader);
    if (ended !== undefined || Date.now() > deadline) {
      const log = await readText(join(paths.own, 'console.log')).catch(() => '');
      throw new BuildError(
        errorProblem(
          'TRY_FAILED',
          `${hostname} does not start (${ended ?? 'it says nothing'})`,
          undefined,
          log,
        ),
      );
    }
    await pause(POLL_MS);
  }
}

function describe(world: World, machine: InstalledMachine, leader: string): Container {
  const into = ['nsenter', '-t', leader, '--all', '--', 'env', '-i', ...ENVIRONMENT];
  return {
    machine,
    exec: (argv, { timeoutSeconds = 60, ...options } = {}) =>
      world.run([...into, 'timeout', '-k', '5', String(timeoutSeconds), ...argv], {
        ...options,
        okCodes: ANY_STATUS,
      }),
    enter: [...world.enter, ...into],
  };
}

/** systemd moves itself into a group of its own once it has begun. */
async function findLeader(world: World, group: string): Promise<string | undefined> {
  const file = `/sys/fs/cgroup/${group}/payload/init.scope/cgroup.procs`;
  const { stdout } = await world.run(['cat', file], { okCodes: [0, 1] });
  return /^\d+/.exec(stdout)?.[0];
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
