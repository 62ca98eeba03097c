import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { planGraphBundle, readRecipe, readRolls } from '../../builder/build/mod.ts';
import { openState, type State } from '../../builder/frontend/state/mod.ts';
import type { GraphBundle } from '../../builder/model/mod.ts';
import { describeFrontend, fillServed, PROGRAMS, writeNginxConfig } from '../network/frontend-files.ts';
import { until as untilSo } from '../network/until.ts';
import { connectInstaller, type Installer } from './installer.ts';

/**
 * A frontend on the loopback interface, below a folder of its own: the bundled service, nginx with the base roll's
 * settings, the state. It has no dnsmasq, needs no root, and a browser reaches it as any other page.
 */
export interface LocalFrontend {
  readonly folder: string;
  /** "http://127.0.0.1:PORT", by nginx. */
  readonly url: string;
  readonly sockets: { readonly http: string; readonly control: string };
  readonly state: State;
  /** Of the TLS server; another one after each start. */
  readonly port: () => number;
  readonly pid: () => number;
  /** What commands of `cairn` need to find this frontend. */
  readonly env: NodeJS.ProcessEnv;
  /** What the service wrote to its journal since the first start. */
  readonly journal: () => string;
  readonly start: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** The machine of this name: asks for its boot script, and reports with the token in it. */
  readonly installer: (host: string) => Promise<Installer>;
}

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(PROGRAMS, 'cairnd.mjs');
const RECIPE = join(ROOT, 'recipes/minimal.yaml');
/** Every address that begins with 127 is this machine: hosts may have one each. */
const ADDRESS = '127.0.0.1';

export interface FrontendInput {
  /** Number of machines that are known from the start: compute-0-0, ... */
  readonly hosts?: number;
}

/** Runs a frontend for a test, and leaves nothing behind. */
export async function withLocalFrontend(
  test: (it: LocalFrontend) => Promise<void>,
  input: FrontendInput = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-web-'));
  // nginx reads as a user of its own.
  chmodSync(folder, 0o755);
  const env = {
    ...process.env,
    PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}:/usr/sbin:/sbin`,
    CAIRN_ROOT: folder,
    CAIRN_PORT: '0',
    CAIRN_STATE: join(folder, 'var/lib/cairn/state.db'),
    CAIRN_FRONTEND: join(folder, 'etc/cairn/frontend.json'),
    CAIRN_SERVED: join(folder, 'srv/cairn'),
    CAIRN_ENGINE: join(PROGRAMS, '../boot.js'),
    CAIRN_GRAPH: join(folder, 'srv/cairn/releases/current/graph.json'),
    CAIRN_SOCKET: join(folder, 'run/cairn/cairnd.sock'),
    CAIRN_LOGS: join(folder, 'var/log/cairn/hosts'),
  };
  const nginxPort = await findPort();
  const nginxConfig = await layOut(folder, nginxPort);
  const state = await openState(env.CAIRN_STATE);
  await addHosts(state, input.hosts ?? 3);
  execFileSync(process.execPath, [PROGRAM, 'prepare'], { env, stdio: 'ignore' });
  const service = createService(env);
  const nginx = spawn('nginx', ['-e', join(folder, 'nginx-error.log'), '-c', nginxConfig], {
    env,
    stdio: 'ignore',
  });
  const url = `http://${ADDRESS}:${nginxPort}`;
  const ca = readFileSync(join(folder, 'var/lib/cairn/tls/frontend.pem'), 'utf8');
  try {
    await service.start();
    await until('nginx', async () => (await fetch(`${url}/cairn/hosts`)).ok);
    await test({
      ...service,
      folder,
      url,
      sockets: { http: join(folder, 'run/cairn/http.sock'), control: env.CAIRN_SOCKET },
      state,
      env,
      installer: async (name) => {
        const host = await state.findHost(name);
        if (host === undefined) throw new Error(`There is no host "${name}"`);
        return connectInstaller({ url, ca, port: service.port, host });
      },
    });
  } finally {
    await service.stop();
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await new Promise((done) => nginx.once('exit', done));
    await state.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns nginx's settings */
async function layOut(folder: string, nginxPort: number): Promise<string> {
  for (const path of ['etc/cairn', 'var/lib/cairn', 'run/cairn', 'var/log/cairn', 'run/systemd/resolve'])
    mkdirSync(join(folder, path), { recursive: true });
  fillServed(folder);
  writeFileSync(join(folder, 'srv/cairn/releases/current/graph.json'), JSON.stringify(await readGraph()));
  const described = describeFrontend(folder, RECIPE, {
    hostname: 'frontend',
    cluster_name: 'test',
    timezone: 'UTC',
    root_password_hash: '!',
    network_install: 'yes',
    private_address: ADDRESS,
    private_prefix: '8',
  });
  const settings = JSON.parse(described.get('/etc/cairn/frontend.json') ?? '{}') as object;
  // All machines share the loopback card.
  writeFileSync(
    join(folder, 'etc/cairn/frontend.json'),
    JSON.stringify({ ...settings, checkNeighbours: 'no' }),
  );
  const site = '/etc/nginx/sites-available/cairn';
  const text = (described.get(site) ?? '').replace(/listen 80 [^;]*;/, `listen ${ADDRESS}:${nginxPort};`);
  return writeNginxConfig(folder, new Map([...described, [site, text]]));
}

/** The graph of the smallest recipe, as a build puts it on a medium. */
async function readGraph(): Promise<GraphBundle> {
  const recipe = await readRecipe(RECIPE);
  return planGraphBundle(
    recipe,
    await readRolls(recipe, { cacheDir: tmpdir(), shippedRolls: join(ROOT, 'rolls'), judge: async () => [] }),
  );
}

async function addHosts(state: State, count: number): Promise<void> {
  await state.setNetwork({
    name: 'private',
    network: '127.0.0.0',
    prefix: 8,
    frontendAddress: ADDRESS,
    domain: 'cluster',
    rangeFrom: '127.192.0.0',
    rangeTo: '127.255.255.254',
  });
  await state.addHosts(Array.from({ length: count }, (_, at) => describeHost(at)));
}

/** Racks of 40. */
export function describeHost(at: number): {
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
  readonly macs: readonly string[];
  readonly address: string;
} {
  const hex = at
    .toString(16)
    .padStart(4, '0')
    .replace(/(..)(..)/, '$1:$2');
  return {
    appliance: 'compute',
    rack: Math.floor(at / 40),
    rank: at % 40,
    macs: [`52:54:00:0c:${hex}`],
    address: `127.1.${Math.floor(at / 250)}.${1 + (at % 250)}`,
  };
}

type Service = Pick<LocalFrontend, 'port' | 'pid' | 'journal' | 'start' | 'stop'>;

function createService(env: NodeJS.ProcessEnv): Service {
  let child: ChildProcess | undefined;
  let journal = '';
  let port = 0;
  return {
    port: () => port,
    pid: () => child?.pid ?? 0,
    journal: () => journal,
    start: async () => {
      const started = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      let said = '';
      started.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        journal += chunk.toString();
      });
      await until('the service', async () => {
        if (started.exitCode !== null) throw new Error(`The service ended: ${journal}`);
        port = Number(/answers on port (\d+)/.exec(said)?.[1] ?? 0);
        return port > 0;
      });
    },
    stop: async (signal = 'SIGTERM') => {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise((done) => running.once('exit', done));
      running.kill(signal);
      await ended;
    },
  };
}

/** Waits until something is there; an error of `isThere` that is about the network counts as "not yet". */
export function until(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const calm = (error: Error): boolean => {
    if (error.message !== 'fetch failed') throw error;
    return false;
  };
  return untilSo(`there is ${what}`, () => isThere().catch(calm));
}

function findPort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, ADDRESS, () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
