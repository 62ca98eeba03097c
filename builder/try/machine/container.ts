import { join } from 'node:path';
import { ANY_STATUS, type RunResult, readText, systemClock } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import type { Installation, InstalledMachine } from './install-machine.ts';
import mountMachine from './mount-machine.sh?text';
import { planMounts } from './plan-mounts.ts';
import { standInFor } from './stand-ins.ts';
import startContainer from './start-container.sh?text';

/** A machine that runs. */
export interface Container {
  readonly machine: InstalledMachine;
  /** Runs a program in it as root; its exit status is its own, and no failure. */
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<RunResult>;
  /** Words before a program that is to run in it, from this process' own place. */
  readonly enter: readonly string[];
  /** Switches it off, as an administrator does; what it has written stays. */
  readonly stop: () => Promise<void>;
}

export interface ExecOptions {
  readonly input?: string;
  readonly timeoutSeconds?: number;
}

/** What a container may do: its own network and, of the kernel, nothing that is not its own. */
const CAPABILITIES = 'CAP_NET_ADMIN';
/** Until its first process has begun. */
const BEGIN_SECONDS = 60;
/** For its services to end by themselves. */
const STOP_SECONDS = 100;
const POLL_MS = 100;
const ENVIRONMENT = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'TERM=dumb',
];

/**
 * Starts an installed machine, as a power button does.
 *
 * @param onLine each line about what stands in for something that a container has not
 * @throws {BuildError} TRY_FAILED: it does not begin
 */
export async function startMachine(
  given: Installation,
  machine: InstalledMachine,
  onLine: (line: string) => void,
): Promise<Container> {
  const { world, medium, changes } = given;
  const { planned, paths, hostname } = machine;
  const group = `${world.group}/${planned.title}`;
  const lower = machine.layers.map((name) => join(given.layers, name)).join(':');
  const media = [...(changes === undefined ? [] : [changes.medium]), medium.folder];
  const mounts = planMounts(machine.folders, media);
  const mount = { name: 'mount-machine', text: mountMachine };
  await runScript(world.run, mount, [paths.root, paths.own, lower, ...mounts]);
  const binds = await standInFor(given, machine, onLine);
  const own = ['--register=no', '--keep-unit', '--settings=no', '--link-journal=no'];
  const nothingOfHost = ['--resolv-conf=off', '--timezone=off', '--console=pipe', '--quiet'];
  const argv = [
    ...['systemd-nspawn', '--boot', ...own, ...nothingOfHost],
    `--machine=${hostname}`,
    `--capability=${CAPABILITIES}`,
    `--network-namespace-path=/run/netns/${planned.title}`,
    `--directory=${paths.root}`,
    ...binds.map(({ source, place }) => `--bind=${escapeColons(source)}:${escapeColons(place)}`),
  ];
  const log = join(paths.own, 'console.log');
  const script = ['sh', '-c', startContainer, 'start-container', group, log];
  let ended: string | undefined;
  const end = world.run([...script, ...argv], { okCodes: ANY_STATUS }).then(
    ({ exitCode }) => {
      ended = `status ${exitCode}`;
    },
    (error: unknown) => {
      ended = error instanceof Error ? error.message : String(error);
    },
  );
  const deadlineMs = systemClock.monotonicMs() + BEGIN_SECONDS * 1000;
  for (;;) {
    const leader = await findLeader(world, group);
    if (leader !== undefined) return describe(world, machine, leader, end);
    if (ended !== undefined || systemClock.monotonicMs() > deadlineMs) {
      const said = await readText(log).catch(() => '');
      const message = `${hostname} does not start (${ended ?? 'it says nothing'})`;
      fail('TRY_FAILED', message, undefined, said);
    }
    await systemClock.sleep(POLL_MS);
  }
}

function describe(world: World, machine: InstalledMachine, leader: string, end: Promise<void>): Container {
  const into = ['nsenter', '-t', leader, '--all', '--', 'env', '-i', ...ENVIRONMENT];
  const exec: Container['exec'] = (argv, { timeoutSeconds = 60, ...options } = {}) =>
    world.run([...into, 'timeout', '-k', '5', String(timeoutSeconds), ...argv], {
      ...options,
      okCodes: ANY_STATUS,
    });
  return {
    machine,
    exec,
    enter: [...world.enter, ...into],
    stop: async () => {
      await exec(['systemctl', 'poweroff', '--no-block']);
      const late = new AbortController();
      const limit = setTimeout(() => late.abort(), STOP_SECONDS * 1000);
      await Promise.race([end, new Promise((done) => late.signal.addEventListener('abort', done))]);
      clearTimeout(limit);
      // What does not end by itself has its power cut
      if (late.signal.aborted) await world.run(['kill', '-KILL', leader], { okCodes: ANY_STATUS });
      await end;
      await world.run(['umount', '-R', machine.paths.root]);
    },
  };
}

function escapeColons(path: string): string {
  return path.replaceAll(':', '\\:');
}

/** systemd moves itself into a group of its own once it has begun. */
async function findLeader(world: World, group: string): Promise<string | undefined> {
  const file = `/sys/fs/cgroup/${group}/payload/init.scope/cgroup.procs`;
  const { stdout } = await world.run(['cat', file], { okCodes: [0, 1] });
  return /^\d+/.exec(stdout)?.[0];
}
