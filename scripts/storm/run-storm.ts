import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openState } from '../../builder/frontend/state/mod.ts';
import { layOut } from './lay-out.ts';

export interface StormInput {
  readonly hosts: number;
  /** All machines start within so long. */
  readonly seconds: number;
}

/** What the machines saw. */
export interface ClientResult {
  readonly errors: readonly string[];
  readonly dhcpMedianMs: number;
  readonly scriptMedianMs: number;
  readonly scriptMaxMs: number;
  readonly bootMaxMs: number;
}
export interface StormResult extends ClientResult {
  readonly hosts: number;
  /** Of the service alone. */
  readonly cpuMsPerHost: number;
  readonly memoryMb: number;
}

const root = resolve(import.meta.dirname, '../..');
const SERVER = '10.1.1.1';
/** In the namespace of the machines; dnsmasq takes it for a relay. */
const RELAY = '10.1.1.2';
const CLOCK_TICKS = 100;

/** Runs one storm in two network namespaces of its own, and leaves nothing behind. */
export async function runStorm({ hosts, seconds }: StormInput): Promise<StormResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-storm-'));
  // nginx and dnsmasq read as users of their own.
  chmodSync(folder, 0o755);
  const id = process.pid;
  const [server, clients] = [`cairn-s${id}`, `cairn-c${id}`];
  const children: ChildProcess[] = [];
  const inside = (space: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess => {
    const log = join(folder, `${argv[0]!.split('/').pop()}-${children.length}.log`);
    const child = spawn('sh', ['-c', `exec ip netns exec "$0" "$@" > ${log} 2>&1`, space, ...argv], {
      env: { ...process.env, ...env },
    });
    children.push(child);
    return child;
  };
  try {
    connectNamespaces(server, clients);
    layOut(folder, root, SERVER);
    await addHosts(join(folder, 'state.db'), hosts);
    const env = {
      CAIRN_ROOT: folder,
      CAIRN_STATE: join(folder, 'state.db'),
      CAIRN_FRONTEND: join(folder, 'frontend.json'),
    };
    const program = join(root, 'output/.build/cairn/cairnd.mjs');
    execFileSync('ip', ['netns', 'exec', server, process.execPath, program, 'prepare'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const service = inside(server, [process.execPath, program], env);
    await until('the service', () => existsSync(join(folder, 'run/cairn/http.sock')));
    await until(
      'the lists',
      () => readFileSync(join(folder, 'var/lib/cairn/dnsmasq/dhcp-hosts'), 'utf8').split('\n').length > hosts,
    );
    inside(server, [
      'dnsmasq',
      '--keep-in-foreground',
      `--conf-file=${folder}/var/lib/cairn/dnsmasq/dnsmasq.conf`,
    ]);
    inside(server, ['nginx', '-e', join(folder, 'nginx-error.log'), '-c', join(folder, 'nginx.conf')]);
    await until('dnsmasq', () => existsSync(join(folder, 'var/lib/cairn/dnsmasq/pid')));
    await until('nginx', () => existsSync(join(folder, 'nginx.pid')));
    const before = cpuMs(service.pid!);
    const seen = await runClients(clients, hosts, seconds);
    return {
      ...seen,
      hosts,
      cpuMsPerHost: (cpuMs(service.pid!) - before) / hosts,
      memoryMb: peakMemoryMb(service.pid!),
    };
  } catch (error) {
    const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
    for (const name of logs) process.stderr.write(`${name}: ${readFileSync(join(folder, name), 'utf8')}\n`);
    throw error;
  } finally {
    for (const child of children.reverse()) child.kill('SIGTERM');
    await Promise.all(
      children.map(
        (child) => (child.exitCode ?? child.signalCode) || new Promise((done) => child.once('exit', done)),
      ),
    );
    for (const space of [server, clients])
      execFileSync('ip', ['netns', 'delete', space], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}

function connectNamespaces(server: string, clients: string): void {
  const ip = (...words: string[]): void => void execFileSync('ip', words);
  ip('netns', 'add', server);
  ip('netns', 'add', clients);
  ip('link', 'add', 'private', 'netns', server, 'type', 'veth', 'peer', 'name', 'private', 'netns', clients);
  for (const [space, address] of [
    [server, SERVER],
    [clients, RELAY],
  ] as const) {
    ip('-n', space, 'link', 'set', 'lo', 'up');
    ip('-n', space, 'address', 'add', `${address}/16`, 'dev', 'private');
    ip('-n', space, 'link', 'set', 'private', 'up');
  }
  // Every address of these ranges is a machine of the storm: the whole of it answers from one card.
  for (const range of ['10.1.2.0/23', '10.1.4.0/22', '10.1.8.0/21', '10.1.16.0/20', '10.1.32.0/19'])
    ip('-n', clients, 'route', 'add', 'local', range, 'dev', 'lo');
  ip('-n', server, 'route', 'add', '10.1.0.0/17', 'via', RELAY, 'dev', 'private');
}

async function addHosts(path: string, count: number): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  const state = await openState(path);
  try {
    await state.setNetwork({
      name: 'private',
      network: '10.1.0.0',
      prefix: 16,
      frontendAddress: SERVER,
      domain: 'cluster',
      rangeFrom: '10.1.192.0',
      rangeTo: '10.1.255.254',
    });
    await state.addHosts(
      Array.from({ length: count }, (_, at) => ({
        appliance: 'compute',
        name: `compute-0-${at}`,
        rank: at,
        macs: [macOf(at)],
        address: `10.1.${2 + Math.floor(at / 250)}.${1 + (at % 250)}`,
      })),
    );
  } finally {
    await state.close();
  }
}

/** The same rule as in clients.ts. */
function macOf(at: number): string {
  return `52:54:00:0a:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`;
}

/** The machines are a process of their own: what they use is not counted. */
async function runClients(space: string, hosts: number, seconds: number): Promise<ClientResult> {
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

async function until(what: string, there: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!there()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS;
}

function peakMemoryMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
