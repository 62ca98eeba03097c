import { join } from 'node:path';
import { ANY_STATUS, readText, systemClock } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { boundedWords, ENVIRONMENT, type Guest } from '../machine/guest.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import type { Installation, InstalledMachine } from './install-machine.ts';
import mountMachine from './mount-machine.sh?text';
import { planMounts } from './plan-mounts.ts';
import { standInFor } from './stand-ins.ts';
import startScript from './start-container.sh?text';

/** What a container may do: its own network and, of the kernel, nothing that is not its own. */
const CAPABILITIES = 'CAP_NET_ADMIN';
/** Until its first process has begun. */
const BEGIN_SECONDS = 60;
/** For its services to end by themselves. */
const STOP_SECONDS = 100;
const POLL_MS = 100;

/**
 * Starts an installed machine, as a power button does.
 *
 * @param onLine each line about what stands in for something that a container has not
 * @throws {BuildError} TRY_FAILED: it does not begin
 */
export async function startContainer(
  given: Installation,
  machine: InstalledMachine,
  onLine: (line: string) => void,
): Promise<Guest> {
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
  const script = ['sh', '-c', startScript, 'start-container', group, log];
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

function describe(world: World, machine: InstalledMachine, leader: string, end: Promise<void>): Guest {
  const into = ['nsenter', '-t', leader, '--all', '--'];
  const exec: Guest['exec'] = (argv, { timeoutSeconds, ...options } = {}) =>
    world.run([...into, ...boundedWords(timeoutSeconds), ...argv], { ...options, okCodes: ANY_STATUS });
  return {
    ...{ machine, exec, patience: 1 },
    enter: [...world.enter, ...into, 'env', '-i', ...ENVIRONMENT],
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
