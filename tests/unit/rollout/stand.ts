import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { writeProgram } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

/** A frontend's files in a folder, programs that stand in for the system's, and machines that do what they are told. */
export interface RolloutStand {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly state: State;
  readonly names: readonly string[];
  /** How often each host's installation was begun. */
  readonly installations: Map<string, number>;
  /** Machines of which the installation fails, as often as it is tried. */
  readonly broken: Set<string>;
  /** The release that each host runs then, where installers say so. */
  readonly releases: Map<string, string>;
  readonly words: (file: string) => Promise<readonly string[]>;
  readonly end: () => Promise<void>;
}

/** @param drains whether there is a program that drains hosts; a host is drained when it is named in `drained` */
export async function openStand(count: number, drains = false): Promise<RolloutStand> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-rollout-'));
  const bin = join(dir, 'bin');
  // What was restarted, a line each: writing it is one step.
  await writeProgram(
    bin,
    'ssh',
    `for word; do case $word in root@*) echo "$word" >> ${dir}/restarted;; esac; done`,
  );
  const path = await writeProgram(bin, 'systemctl', `echo "$*" >> ${dir}/systemctl`);
  if (drains) {
    const script = `echo "$*" >> ${dir}/hooks\n[ "$1" != drained ] || cat ${dir}/drained`;
    await writeProgram(join(dir, 'usr/lib/cairn/drain.d'), 'queue', script);
    await writeFile(join(dir, 'drained'), '');
  }
  await mkdir(join(dir, 'run/cairn'), { recursive: true });
  const env = {
    ...{ CAIRN_STATE: join(dir, 'state.db'), CAIRN_ROOT: dir, CAIRN_GRAPH: join(dir, 'graph.json') },
    ...{ CAIRN_SOCKET: join(dir, 'cairnd.sock'), CAIRN_SERVED: join(dir, 'srv/cairn'), PATH: path },
  };
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  const hosts = await state.addHosts(Array.from({ length: count }, () => ({ appliance: 'compute' })));
  const names = hosts.map(({ name }) => name);
  await state.setBootAction(names, 'os');
  for (const name of names) await state.recordReport(name, { event: 'finished' });
  for (const name of names) await state.recordStart(name, { word: 'ready' });
  const words = async (file: string): Promise<readonly string[]> =>
    (await readFile(join(dir, file), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const stop = new AbortController();
  const installations = new Map<string, number>();
  const broken = new Set<string>();
  const releases = new Map<string, string>();
  const machines = runMachines({ state, words, installations, broken, releases }, stop.signal);
  return {
    ...{ dir, env, state, names, installations, broken, releases, words },
    end: async () => {
      stop.abort();
      await machines;
      await state.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** Machines that install when they are restarted and are to install, and say how far they are. */
async function runMachines(
  machines: Pick<RolloutStand, 'state' | 'words' | 'installations' | 'broken' | 'releases'>,
  signal: AbortSignal,
): Promise<void> {
  const { state, words, installations, broken, releases } = machines;
  const busy = new Set<string>();
  const install = async (name: string): Promise<void> => {
    installations.set(name, (installations.get(name) ?? 0) + 1);
    await state.recordReport(name, { event: 'started' });
    await pause(20);
    if (broken.has(name)) {
      for (const text of ['first', 'second', 'third']) {
        await state.recordReport(name, { event: 'failed', text });
        if (text !== 'third') await state.recordReport(name, { event: 'started' });
      }
    } else {
      const release = releases.get(name);
      await state.recordReport(name, { event: 'finished', ...(release === undefined ? {} : { release }) });
      await pause(20);
      await state.recordStart(name, { word: 'ready' });
    }
    busy.delete(name);
  };
  const works: Promise<void>[] = [];
  let seen = 0;
  while (!signal.aborted) {
    const restarted = await words('restarted');
    const hosts = await state.listHosts();
    for (const line of restarted.slice(seen)) {
      const host = hosts.find(({ address }) => line === `root@${address}`);
      // One that is restarted while it starts only begins to start again.
      if (host === undefined || busy.has(host.name) || host.bootAction !== 'install') continue;
      busy.add(host.name);
      works.push(install(host.name));
    }
    seen = restarted.length;
    await pause(10);
  }
  await Promise.all(works);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

const LOADERS = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];

/** Starts `cairn WORDS...` as a process of its own. */
export function startCairn(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  onLine: (line: string, child: ChildProcess) => void = () => {},
): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [...LOADERS, resolve('builder/cli/main.ts'), ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) onLine(line, child);
  });
  return { child, ended: new Promise((done) => child.on('close', done)) };
}
