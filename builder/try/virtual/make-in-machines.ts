import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findBackend, type InstallerBackend, missingBackend } from '../../backends/mod.ts';
import { type Profile, parseGraph } from '../../graph/mod.ts';
import { type Clock, readText, writeFileAtomic } from '../../io/mod.ts';
import {
  BuildError,
  DEFAULT_PLATFORM,
  errorProblem,
  fail,
  type Graph,
  type PlatformName,
  requirePlatform,
  TRIAL_PATHS,
} from '../../model/mod.ts';
import { waitUntilRunning } from '../machine/ask-state.ts';
import type { Guest, TriedMachine } from '../machine/guest.ts';
import type { MadeMachine, MakeMachine, Start } from '../machine/make-machine.ts';
import { hasSite, type OpenedMedium } from '../medium/open-medium.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';
import { limitsFor } from '../qemu/limits.ts';
import { EMULATOR } from '../qemu/machine-options.ts';
import type { Machine } from '../qemu/qemu.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import { type Box, createBox } from './box.ts';
import { canUseKvm, checkEmulator } from './check-emulator.ts';
import { findEnd, type InstallerLine, listStages, parseInstallerLine } from './console-lines.ts';
import makeStick from './make-stick.sh?text';
import { countDisks, planNetwork, type TrialNetwork, withSites } from './plan-box.ts';
import { openSecureShell, type SecureShell } from './secure-shell.ts';
import { composeTrialSite } from './trial-site.ts';

/** What all machines of a trial are made with. */
export interface Machinery {
  readonly world: World;
  readonly clock: Clock;
  /** Folder of this run. */
  readonly run: string;
  /** Tried as it is. */
  readonly medium: OpenedMedium;
  readonly siteText: string | undefined;
}

/** Prepared once for all machines. */
interface Prepared extends Machinery {
  readonly platform: PlatformName;
  /** The medium's, with the values of the place. */
  readonly graph: Graph;
  readonly backend: InstallerBackend;
  readonly network: TrialNetwork;
  readonly key: string;
  readonly stick: string;
  readonly accelerators: readonly string[];
  readonly patience: number;
}

/** An installation, and how long it may be silent: an initial RAM disk of an emulated machine takes minutes. */
const INSTALL = { timeoutSeconds: 5400, stallSeconds: 1800 } as const;
const POWER_OFF = { timeoutSeconds: 300, stallSeconds: 300 } as const;
/** From the power button until somebody can log in. */
const LOGIN_SECONDS = 900;
const ASK_AGAIN_MS = 3000;
/** An emulated processor against the host's own. */
const EMULATED = 6;
/** Disks of a virtual machine are slower than folders, whoever runs it. */
const VIRTUAL = 2;
const LAST_LINES = 15;

/**
 * Makes machines as rooms have them, with QEMU: from the image as it is, by firmware, boot loader and kernel, onto disks; each
 * host over the network.
 *
 * @throws {BuildError} TRY_FAILED: nobody says where the private network is
 */
export async function makeInMachines(given: Machinery): Promise<MakeMachine> {
  const prepared = await prepare(given);
  const boxes = new Map<string, Box>();
  return async (planned, from, onLine) => {
    const box = boxes.get(planned.title) ?? (await createBox(describeBox(prepared, planned)));
    boxes.set(planned.title, box);
    return makeOne(prepared, box, planned, from, onLine);
  };
}

async function prepare(given: Machinery): Promise<Prepared> {
  const { world, run, siteText, medium } = given;
  const baked = join(medium.initrd, TRIAL_PATHS.site);
  const bundle = withSites(medium.bundle, [
    ...((await hasSite(medium)) ? [{ file: baked, text: await readText(baked) }] : []),
    ...(siteText === undefined ? [] : [{ file: 'site.yaml', text: siteText }]),
  ]);
  const row = requirePlatform(bundle.arch ?? DEFAULT_PLATFORM.name, { file: medium.iso });
  const platform = row.name;
  await checkEmulator(world.run, row);
  const graph = parseGraph(bundle);
  const backend = findBackend(graph.os);
  if (backend === undefined) throw new BuildError([missingBackend(graph.os)]);
  const network = planNetwork(graph);
  const folder = join(run, 'observer');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = join(folder, 'key');
  await world.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'trial', '-f', key]);
  const site = composeTrialSite(siteText, (await readText(`${key}.pub`)).trim());
  await writeFileAtomic(join(folder, 'site.yaml'), site, { mode: 0o600 });
  await runScript(world.run, { name: 'make-stick', text: makeStick }, [folder]);
  await world.run(['ip', 'address', 'add', network.observer, 'dev', 'wire']);
  const isFast = await canUseKvm(world.run, row);
  return {
    ...{ ...given, platform, graph, backend, network, key, stick: join(folder, 'stick.img') },
    ...{ accelerators: [isFast ? 'kvm' : EMULATOR], patience: isFast ? VIRTUAL : EMULATED },
  };
}

function describeBox(
  { world, run, platform, graph, backend, accelerators }: Prepared,
  planned: PlannedMachine,
) {
  const disks = countDisks(graph, backend, planned.appliance);
  return { world, planned, platform, disks, accelerators, folder: join(run, planned.title) };
}

async function makeOne(
  given: Prepared,
  box: Box,
  planned: PlannedMachine,
  from: Start,
  onLine: (line: string) => void,
): Promise<MadeMachine> {
  const { clock, medium, stick, platform } = given;
  const address = from.kind === 'network' ? from.host.address : given.network.frontend;
  const shell = openSecureShell(given.world, given.key, address, given.patience);
  const installing = clock.monotonicMs();
  const machine = await switchOn(
    box,
    planned,
    from.kind === 'medium' ? { cdrom: medium.iso, stick } : undefined,
  );
  const lines = await followInstaller(machine, planned, platform, onLine);
  if (from.kind === 'medium') await machine.waitForEnd(limitsFor(platform, POWER_OFF));
  const installed = clock.monotonicMs();
  // A host has restarted by itself, and is told by the frontend to start from its disk
  const running = from.kind === 'medium' ? await switchOn(box, planned) : machine;
  await waitForLogin(shell, clock, planned, running);
  const guest = await describeGuest(given, { planned, shell, box, machine: running });
  onLine(`${guest.machine.hostname} is ${await waitUntilRunning(guest, clock)}`);
  const ended = clock.monotonicMs();
  return {
    ...{ guest, address, files: undefined, stages: listStages(lines) },
    installSeconds: (installed - installing) / 1000,
    startSeconds: (ended - installed) / 1000,
  };
}

async function switchOn(
  box: Box,
  { title }: PlannedMachine,
  ...medium: Parameters<Box['start']>
): Promise<Machine> {
  try {
    return await box.start(...medium);
  } catch (error) {
    return fail('TRY_FAILED', `${title} cannot be switched on: ${(error as Error).message}`);
  }
}

/** Until the installer is done. @throws {BuildError} TRY_FAILED with what it says, or with the end of its console */
async function followInstaller(
  machine: Machine,
  { title }: PlannedMachine,
  platform: PlatformName,
  onLine: (line: string) => void,
): Promise<readonly InstallerLine[]> {
  const lines: InstallerLine[] = [];
  machine.console.onLine = (text) => {
    const line = parseInstallerLine(text);
    if (line === undefined) return;
    lines.push(line);
    onLine(line.text);
  };
  const end =
    /Cairn: (?:Finished; the machine restarts|FAILED.*Press Enter|To be asked|Waiting for an answer)/s;
  try {
    await machine.waitFor(end, limitsFor(platform, INSTALL));
  } catch (error) {
    throw failure(`${title} cannot be installed: ${(error as Error).message.split('\n')[0]}`, machine);
  } finally {
    machine.console.onLine = undefined;
  }
  const found = findEnd(lines);
  if (found === undefined) return lines;
  const [reason = 'without a reason', ...more] = found.why;
  return fail('TRY_FAILED', `${title} cannot be installed: ${reason}`, undefined, more.join('\n  '));
}

async function waitForLogin(
  { exec }: SecureShell,
  clock: Clock,
  { title }: PlannedMachine,
  machine: Machine,
): Promise<void> {
  const deadlineMs = clock.monotonicMs() + LOGIN_SECONDS * 1000;
  for (;;) {
    const { exitCode, stderr } = await exec(['true']);
    if (exitCode === 0) return;
    if (clock.monotonicMs() > deadlineMs)
      throw failure(`Nobody can log in on ${title} after ${LOGIN_SECONDS} s: ${stderr.trim()}`, machine);
    await clock.sleep(ASK_AGAIN_MS);
  }
}

function failure(message: string, { console: { text } }: Machine): BuildError {
  const last = text.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
  return new BuildError(errorProblem('TRY_FAILED', message, undefined, last));
}

interface Running {
  readonly planned: PlannedMachine;
  readonly shell: SecureShell;
  readonly box: Box;
  readonly machine: Machine;
}

/** What the machine says of itself, and what its description comes to. */
async function describeGuest(
  { backend, patience, platform }: Prepared,
  { planned, shell, box, machine }: Running,
): Promise<Guest> {
  const { stdout: hostname } = await shell.exec(['hostname']);
  const { stdout } = await shell.exec(['cat', '/var/log/cairn/description.json']);
  const { units, settings } = backend.describe(JSON.parse(stdout) as Profile);
  const tried: TriedMachine = {
    ...{ planned, units, settings, hostname: hostname.trim(), appliance: planned.appliance },
    // Files that are none's but root's are looked at as files; values are known to machine and frontend alone
    secrets: [],
  };
  return {
    ...{ machine: tried, patience, exec: shell.exec, enter: shell.enter },
    stop: async () => {
      await shell.exec(['systemctl', 'poweroff', '--no-block']);
      // What does not end by itself has its power cut
      await machine.waitForEnd(limitsFor(platform, POWER_OFF)).catch(() => undefined);
      await box.stop();
      await shell.close();
    },
  };
}
