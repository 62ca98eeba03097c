import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ANY_STATUS, exists, readText, writeFileAtomic } from '../../io/mod.ts';
import { BuildError, errorProblem, fail, TRIAL_PATHS, type TrialResult } from '../../model/mod.ts';
import type { Start } from '../machine/make-machine.ts';
import type { MediumChanges } from '../medium/change-graph.ts';
import type { OpenedMedium } from '../medium/open-medium.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';
import layOver from '../world/lay-over.sh?text';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import askFrontend from './ask-frontend.sh?text';
import clearRoot from './clear-root.sh?text';
import { type MachinePaths, machinePaths } from './machine-paths.ts';
import { parseBootScript } from './parse-boot-script.ts';
import plug from './plug.sh?text';
import prepareRoot from './prepare-root.sh?text';
import unplug from './unplug.sh?text';

/** What all installations of a trial share. */
export interface Installation {
  readonly world: World;
  readonly medium: OpenedMedium;
  /** What is not as on the medium. */
  readonly changes: MediumChanges | undefined;
  /** Folder of layers, by content. */
  readonly layers: string;
  /** Folder of this run. */
  readonly run: string;
  /** Scripts of rolls that are run on a machine before its start, for what a container has not. */
  readonly standIns: readonly string[];
}

export interface InstalledMachine extends TrialResult {
  readonly planned: PlannedMachine;
  readonly paths: MachinePaths;
}

/** The installer's own name for the first card. */
const CARD = 'eth0';
/** Nobody may set the host's clock, load modules or restart it from inside. */
const WITHOUT = ['sys_time', 'sys_module', 'sys_boot', 'sys_rawio', 'mac_admin', 'mac_override', 'syslog'];

/**
 * Installs a machine by the medium's own installer: in its initrd, with its engine, packages, base and graph.
 *
 * @param onLine each line that it tells on its consoles
 * @throws {BuildError} TRY_FAILED with what the installer says
 */
export async function installMachine(
  given: Installation,
  planned: PlannedMachine,
  start: Start,
  onLine: (line: string) => void,
): Promise<InstalledMachine> {
  const { world, medium, changes, layers, run } = given;
  const paths = machinePaths(run, planned.title);
  const { installer, installerAt: at, own } = paths;
  await mkdir(join(installer, 'upper'), { recursive: true });
  if (start.kind === 'medium' && start.siteText !== undefined)
    await writeFileAtomic(join(installer, 'upper', TRIAL_PATHS.site), start.siteText, { mode: 0o600 });
  const over = (which: keyof MediumChanges): string[] => (changes === undefined ? [] : [changes[which]]);
  const source = start.kind === 'medium' ? [...over('medium'), medium.folder] : [];
  const initrd = [...(start.kind === 'medium' ? over('initrd') : []), medium.initrd].join(':');
  await runScript(world.run, { name: 'prepare-root', text: prepareRoot }, [
    initrd,
    installer,
    layers,
    own,
    ...source,
  ]);
  await runScript(world.run, { name: 'plug', text: plug }, [planned.title, CARD, planned.mac, planned.plug]);
  const inInstaller = (argv: readonly string[]): string[] => [
    'nsenter',
    `--net=/run/netns/${planned.title}`,
    ...['unshare', '--mount', '--uts', '--pid', '--fork', '--kill-child'],
    ...['setpriv', `--bounding-set=${WITHOUT.map((name) => `-${name}`).join(',')}`],
    ...['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'TERM=linux'],
    ...['chroot', at, ...argv],
  ];
  const words =
    start.kind === 'medium'
      ? `cairn.appliance=${planned.appliance}`
      : await startFromNetwork(world, start.frontend, planned, at, inInstaller);
  await world.run(['tee', `${at}${TRIAL_PATHS.commandLine}`], { input: `${words}\n` });
  const follow = followProgress(join(installer, 'upper/var/log/cairn/progress.log'), onLine);
  const { exitCode } = await world.run(inInstaller(['qjs', '--std', '/usr/lib/cairn/boot.js', 'trial']), {
    okCodes: ANY_STATUS,
  });
  await follow.stop();
  if (exitCode !== 0) throw await describeFailure(join(installer, 'upper'), planned, exitCode);
  const text = await readText(join(installer, 'upper', TRIAL_PATHS.result));
  const result = JSON.parse(text) as TrialResult;
  const card = result.attributes['private_interface'] || CARD;
  const mac = result.attributes['private_mac'] || planned.mac;
  await runScript(world.run, { name: 'clear-root', text: clearRoot }, [installer]);
  await runScript(world.run, { name: 'unplug', text: unplug }, [planned.title, CARD, card, mac]);
  return { ...result, planned, paths };
}

/** What firmware and boot loader do: ask for an address and a boot script, and load what it names. */
async function startFromNetwork(
  world: World,
  frontend: string,
  { title, mac }: PlannedMachine,
  at: string,
  inInstaller: (argv: readonly string[]) => string[],
): Promise<string> {
  const asked = [frontend, mac.replaceAll(':', '-')];
  const script = { name: `ask-frontend for ${title}`, text: askFrontend };
  const { stdout } = await runScript(world.run, script, asked, inInstaller([]));
  const wish = parseBootScript(stdout);
  if (wish === undefined)
    fail('TRY_FAILED', `The frontend does not install ${title}: its boot script is\n${stdout}`);
  // Debian's initrd and the overlay are the medium's own, which are unpacked already
  for (const url of wish.initrds.filter((one) => !/\/(?:initrd\.gz|cairn\.img)$/.test(one))) {
    await world.run(inInstaller(['wget', '-nv', '-O', '/fetched.img', url]));
    await runScript(world.run, { name: 'lay-over', text: layOver }, [at, `${at}/fetched.img`]);
    await world.run(['rm', `${at}/fetched.img`]);
  }
  return wish.commandLine;
}

/** Reads a growing file, line by line. */
function followProgress(
  path: string,
  onLine: (line: string) => void,
): { readonly stop: () => Promise<void> } {
  let seen = 0;
  const look = async (): Promise<void> => {
    if (!(await exists(path))) return;
    const lines = (await readText(path)).split('\n').slice(0, -1);
    for (const line of lines.slice(seen)) onLine(line.replace(/^\[[ \d.]+\] Cairn: /, ''));
    seen = lines.length;
  };
  const timer = setInterval(() => void look().catch(() => undefined), 500);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
    },
  };
}

async function describeFailure(
  upper: string,
  { title }: PlannedMachine,
  status: number,
): Promise<BuildError> {
  const failure = join(upper, 'run/cairn/failure');
  const log = join(upper, 'var/log/cairn/install.log');
  const said = (await exists(failure)) ? await readText(failure) : '';
  const last = (await exists(log)) ? (await readText(log)).trimEnd().split('\n').slice(-12).join('\n  ') : '';
  const [reason = '', ...more] = said.trimEnd().split('\n');
  const message =
    reason === '' ? `status ${status}, without a reason` : reason.replace(/^There is no step "trial"$/, OLD);
  const hint = [...more, ...(said === '' ? [last] : [])].join('\n  ');
  return new BuildError(
    errorProblem('TRY_FAILED', `${title} cannot be installed: ${message}`, undefined, hint),
  );
}

const OLD = 'the medium is of a Cairn that knew no trials; build it again';
