import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NewHost } from '../../builder/hosts/mod.ts';
import { type Frontend, FRONTEND_ADDRESS as SERVER, startFrontend } from '../../tests/network/frontend.ts';
import { WIRE } from '../../tests/network/namespace.ts';
import { readRoom, spreadHosts } from './spread-hosts.ts';

export interface StormInput {
  readonly hosts: number;
  /** All machines start within so long. */
  readonly seconds: number;
  /** Whether each machine also fetches its secrets and reports an installation, over TLS. */
  readonly reports: boolean;
  /** So many addresses ask for the page's list of all hosts meanwhile, as fast as they are let; 250 at most. */
  readonly readers: number;
  /** Machines are of the appliances of this recipe, and are told what they may ask of the others. */
  readonly recipe?: string | undefined;
}

/** What the machines saw. */
export interface ClientResult {
  /** Some of them, each once. */
  readonly errors: readonly string[];
  readonly errorCount: number;
  readonly dhcpMedianMs: number;
  readonly dhcpMaxMs: number;
  readonly scriptMedianMs: number;
  readonly scriptMaxMs: number;
  readonly bootMaxMs: number;
}
export interface StormResult extends ClientResult {
  readonly hosts: number;
  /** Of the service alone. */
  readonly cpuMsPerHost: number;
  readonly memoryMb: number;
  /** Of dnsmasq. */
  readonly dhcpCpuMsPerHost: number;
}

const root = resolve(import.meta.dirname, '../..');
/** In the namespace of the machines; dnsmasq takes it for a relay. */
const RELAY = '10.1.1.2';
const CLOCK_TICKS = 100;

/** Runs one storm in two network namespaces of its own, and leaves nothing behind. */
export async function runStorm(input: StormInput): Promise<StormResult> {
  const { hosts, seconds, reports, readers, recipe } = input;
  const room = recipe === undefined ? undefined : await readRoom(recipe);
  const planned = planHosts(hosts, room?.appliances ?? ['compute']);
  // All machines of the storm share one network card.
  const frontend = await startFrontend({ hosts: planned, settings: { checkNeighbours: 'no' } });
  const clients = `cairn-storm-${process.pid}`;
  let greedy: ChildProcess | undefined;
  try {
    if (room !== undefined) {
      writeFileSync(
        join(frontend.folder, 'srv/cairn/releases/current/graph.json'),
        JSON.stringify(room.bundle),
      );
      await frontend.restart('cairnd');
    }
    execFileSync('ip', ['netns', 'add', clients]);
    connectClients(frontend, clients);
    const service = frontend.pidOf('cairnd');
    const before = cpuMs(service);
    const dhcpBefore = cpuMs(frontend.pidOf('dnsmasq'));
    if (readers > 0) greedy = startReaders(clients, readers);
    const seen = await runClients(clients, hosts, seconds, reports);
    return {
      ...seen,
      hosts,
      cpuMsPerHost: (cpuMs(service) - before) / hosts,
      memoryMb: peakMemoryMb(service),
      dhcpCpuMsPerHost: (cpuMs(frontend.pidOf('dnsmasq')) - dhcpBefore) / hosts,
    };
  } finally {
    greedy?.kill('SIGKILL');
    execFileSync('ip', ['netns', 'delete', clients], { stdio: 'ignore' });
    await frontend.stop();
  }
}

export function connectClients(frontend: Frontend, clients: string): void {
  const ip = (...words: string[]): void => void execFileSync('ip', words);
  frontend.connect(clients, 'private');
  ip('-n', clients, 'link', 'set', 'lo', 'up');
  ip('-n', clients, 'address', 'add', `${RELAY}/16`, 'dev', 'private');
  ip('-n', clients, 'link', 'set', 'private', 'up');
  // Every address of these ranges is a machine of the storm: the whole of it answers from one card.
  for (const range of [
    '10.1.2.0/23',
    '10.1.4.0/22',
    '10.1.8.0/21',
    '10.1.16.0/20',
    '10.1.32.0/19',
    '10.1.64.0/24',
  ])
    ip('-n', clients, 'route', 'add', 'local', range, 'dev', 'lo');
  ip('-n', frontend.namespace, 'route', 'add', '10.1.0.0/17', 'via', RELAY, 'dev', WIRE);
}

export function planHosts(count: number, appliances: readonly string[]): readonly NewHost[] {
  return spreadHosts(appliances, count).map((host, at) => ({
    ...host,
    macs: [macOf(at)],
    address: `10.1.${2 + Math.floor(at / 250)}.${1 + (at % 250)}`,
  }));
}

/** The same rule as in clients.ts. */
function macOf(at: number): string {
  return `52:54:00:0a:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`;
}

function startReaders(space: string, readers: number): ChildProcess {
  const program = join(root, 'scripts/storm/readers.ts');
  const words = [process.execPath, '--import', 'tsx', program, SERVER, String(readers)];
  return spawn('ip', ['netns', 'exec', space, ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The machines are a process of their own: what they use is not counted. */
async function runClients(
  space: string,
  hosts: number,
  seconds: number,
  reports: boolean,
): Promise<ClientResult> {
  const program = join(root, 'scripts/storm/clients.ts');
  const argv = [
    'netns',
    'exec',
    space,
    process.execPath,
    '--import',
    'tsx',
    program,
    SERVER,
    RELAY,
    String(hosts),
    String(seconds),
    ...(reports ? ['reports'] : []),
  ];
  const child = spawn('ip', argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const status = await new Promise((done) => child.once('close', done));
  if (status !== 0) throw new Error(`The machines ended with status ${status}`);
  return JSON.parse(text) as ClientResult;
}

export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS;
}

export function peakMemoryMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
