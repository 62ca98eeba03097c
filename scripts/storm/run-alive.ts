import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Frontend, FRONTEND_ADDRESS as SERVER, startFrontend } from '../../tests/network/frontend.ts';
import { WIRE } from '../../tests/network/namespace.ts';
import { connectClients, cpuMs, planHosts } from './run-storm.ts';

export interface AliveInput {
  readonly hosts: number;
  readonly rounds: number;
  /** How long a round is: each machine says one word in it. */
  readonly seconds: number;
}

/** One round, as the frontend's programs felt it. */
export interface AliveRound {
  readonly hosts: number;
  readonly round: number;
  readonly errorCount: number;
  readonly error?: string;
  /** Shares of one processor core. */
  readonly servicePercent: number;
  readonly nginxPercent: number;
  /** Of the service: the least in the round, since garbage comes and goes. */
  readonly memoryMb: number;
  /** Bytes of the state's files: words are not written there. */
  readonly stateBytes: number;
}

const root = resolve(import.meta.dirname, '../..');

/** Lets so many installed machines say that they are alive, round after round. */
export async function runAlive(input: AliveInput): Promise<readonly AliveRound[]> {
  const planned = planHosts(input.hosts, ['compute']);
  const frontend = await startFrontend({ hosts: planned });
  const clients = `cairn-alive-${process.pid}`;
  try {
    for (const { name } of planned) await frontend.state.recordReport(name!, { event: 'finished' });
    execFileSync('ip', ['netns', 'add', clients]);
    connectClients(frontend, clients);
    // All machines share one card; the kernel of a real frontend knows one of each
    const cards = planned.map(
      ({ address, macs }) => `neigh add ${address} lladdr ${macs![0]} dev ${WIRE} nud permanent`,
    );
    execFileSync('ip', ['-n', frontend.namespace, '-batch', '-'], { input: `${cards.join('\n')}\n` });
    return await measure(
      frontend,
      clients,
      input,
      planned.map(({ name, address }) => `${name} ${address}`),
    );
  } finally {
    execFileSync('ip', ['netns', 'delete', clients], { stdio: 'ignore' });
    await frontend.stop();
  }
}

async function measure(
  frontend: Frontend,
  space: string,
  { hosts, rounds: count, seconds }: AliveInput,
  machines: readonly string[],
): Promise<readonly AliveRound[]> {
  const words = [process.execPath, '--import', 'tsx', join(root, 'scripts/storm/alive-clients.ts')];
  const argv = ['netns', 'exec', space, ...words, SERVER, String(count), String(seconds)];
  const child = spawn('ip', argv, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('close', done));
  child.stdin.end(machines.join('\n'));
  const rounds: AliveRound[] = [];
  let before = look(frontend);
  let leastMb = before.memoryMb;
  const timer = setInterval(() => {
    leastMb = Math.min(leastMb, memoryMb(frontend.pidOf('cairnd')));
  }, 1000);
  try {
    for await (const line of createInterface(child.stdout)) {
      const now = look(frontend);
      const share = (key: 'serviceMs' | 'nginxMs'): number =>
        ((now[key] - before[key]) / (now.atMs - before.atMs)) * 100;
      rounds.push({
        hosts,
        ...(JSON.parse(line) as Pick<AliveRound, 'round' | 'errorCount' | 'error'>),
        servicePercent: share('serviceMs'),
        nginxPercent: share('nginxMs'),
        memoryMb: Math.min(leastMb, now.memoryMb),
        stateBytes: now.stateBytes,
      });
      before = now;
      leastMb = now.memoryMb;
    }
  } finally {
    clearInterval(timer);
  }
  const status = await ended;
  if (status !== 0) throw new Error(`The machines ended with status ${status}`);
  return rounds;
}

function look(frontend: Frontend) {
  const service = frontend.pidOf('cairnd');
  const state = join(frontend.folder, 'var/lib/cairn/state.db');
  return {
    atMs: performance.now(),
    serviceMs: cpuMs(service),
    nginxMs: workersOf(frontend.pidOf('nginx')).reduce((sum, pid) => sum + cpuMs(pid), 0),
    memoryMb: memoryMb(service),
    stateBytes: Number(execFileSync('sh', ['-c', `cat '${state}' '${state}'-wal | wc -c`]).toString()),
  };
}

function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function workersOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}
