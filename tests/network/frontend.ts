import { type ChildProcess, execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openState, type State } from '../../builder/frontend/state/mod.ts';
import type { NewHost } from '../../builder/hosts/mod.ts';
import { describeFrontend, fillServed, PROGRAMS, writeNginxConfig } from './frontend-files.ts';
import { createNamespace, type Namespace, waitForEnd } from './namespace.ts';
import { until } from './until.ts';

export interface FrontendInput {
  /** Folder of a build's result, to install from; small made-up files when left out. */
  readonly image?: string;
  /** Which recipe describes the frontend; recipes/minimal.yaml when left out. */
  readonly recipe?: string;
  /** Of the frontend's description, besides what is needed to have one. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Known from the start; more by `state`. */
  readonly hosts?: readonly NewHost[];
  /** Into `/etc/cairn/frontend.json`, over what the description says. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The frontend's programs. */
export type FrontendService = 'cairnd' | 'dnsmasq' | 'nginx';

/** A frontend without a machine: the real programs with the real settings, in a network namespace. */
export interface Frontend extends Pick<Namespace, 'addTap' | 'connect' | 'run'> {
  readonly namespace: string;
  /** "10.1.1.1". */
  readonly address: string;
  /** What is `/` for its programs; gone after `stop`. */
  readonly folder: string;
  /** Texts of all files that the frontend's description writes, by path; those of nginx and cairnd are in use. */
  readonly described: ReadonlyMap<string, string>;
  /** What it knows: hosts, boot actions, tokens, the audit log. Its service notices every change by itself. */
  readonly state: State;
  /** The command line, as root on this frontend. @returns what it printed @throws when it fails */
  readonly cairn: (...argv: string[]) => Promise<string>;
  /** A discovery that is open until the function that it returns is called. */
  readonly discover: (appliance: string) => Promise<() => Promise<void>>;
  readonly pidOf: (service: FrontendService) => number;
  /** Ends a service by a signal and starts it again, as systemd does. */
  readonly restart: (service: FrontendService, signal?: NodeJS.Signals) => Promise<void>;
  /** What a service has written so far. */
  readonly logOf: (service: FrontendService | 'access') => string;
  /** Ends everything and leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

export const FRONTEND_ADDRESS = '10.1.1.1';
const PREFIX = '16';
/** A file system in memory, where the machine has one that everybody may write to. */
const MEMORY = '/dev/shm';

/**
 * Starts a frontend: service, dnsmasq and nginx, each ready when this resolves. Virtual machines join by `addTap`.
 * Needs root, iproute2, nginx, dnsmasq and openssl, and the bundles of `scripts/setup`.
 */
export async function startFrontend(input: FrontendInput = {}): Promise<Frontend> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-frontend-'));
  const memory = existsSync(MEMORY) ? mkdtempSync(join(MEMORY, 'cairn-run-')) : undefined;
  const removeFolder = (): void => {
    for (const path of [folder, memory])
      if (path !== undefined) rmSync(path, { recursive: true, force: true });
  };
  process.on('exit', removeFolder);
  const space = createNamespace(`${FRONTEND_ADDRESS}/${PREFIX}`);
  const services = new Map<FrontendService, ChildProcess>();
  const kept = join(folder, 'var/lib/cairn');
  const env = {
    CAIRN_ROOT: folder,
    CAIRN_STATE: join(kept, 'state.db'),
    CAIRN_FRONTEND: join(folder, 'etc/cairn/frontend.json'),
    CAIRN_SOCKET: join(folder, 'run/cairn/cairnd.sock'),
    CAIRN_LOGS: join(folder, 'var/log/cairn/hosts'),
    CAIRN_GRAPH: join(folder, 'srv/cairn/releases/current/graph.json'),
  };
  const logFile = (service: string): string => join(folder, `${service}.log`);
  const service = [process.execPath, join(PROGRAMS, 'cairnd.mjs')];
  const dnsmasqConfig = join(kept, 'dnsmasq/dnsmasq.conf');
  if (memory !== undefined) linkRun(folder, memory);
  const { described, nginxConfig } = layOut(folder, input);
  const commands: Readonly<
    Record<FrontendService, { readonly argv: readonly string[]; readonly ready: string }>
  > = {
    cairnd: { argv: service, ready: join(folder, 'run/cairn/http.sock') },
    dnsmasq: {
      argv: [
        'dnsmasq',
        '--keep-in-foreground',
        '--log-facility=-',
        '--log-dhcp',
        `--conf-file=${dnsmasqConfig}`,
      ],
      ready: join(kept, 'dnsmasq/pid'),
    },
    nginx: {
      argv: ['nginx', '-e', join(folder, 'nginx-error.log'), '-c', nginxConfig],
      ready: join(folder, 'nginx.pid'),
    },
  };
  const startService = async (name: FrontendService): Promise<void> => {
    const { argv, ready } = commands[name];
    rmSync(ready, { force: true });
    const child = space.start(argv, logFile(name), env);
    services.set(name, child);
    await until(`"${name}" is ready`, () => {
      if (child.exitCode !== null) throw new Error(`"${name}" ended: ${readFileSync(logFile(name), 'utf8')}`);
      return existsSync(ready);
    });
  };
  let state: State | undefined;
  const stop = async (): Promise<void> => {
    await state?.close();
    await space.stop();
    removeFolder();
    process.off('exit', removeFolder);
  };
  try {
    space.run([...service, 'prepare'], env);
    state = await openState(env.CAIRN_STATE);
    if (input.hosts !== undefined) await state.addHosts(input.hosts);
    await startService('cairnd');
    // Who is known gets an address from the first moment.
    const known = (input.hosts ?? []).filter(({ macs }) => (macs ?? []).length > 0).length;
    await until('the lists are written', () => linesOf(join(kept, 'dnsmasq/dhcp-hosts')) > known);
    await startService('dnsmasq');
    await startService('nginx');
  } catch (error) {
    const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
    for (const name of logs) process.stderr.write(`${name}: ${readFileSync(join(folder, name), 'utf8')}\n`);
    await stop();
    throw error;
  }
  const cairn = async (...argv: string[]): Promise<string> => {
    const command = ['netns', 'exec', space.name, process.execPath, join(PROGRAMS, 'cairn.mjs'), ...argv];
    return (await promisify(execFile)('ip', command, { env: { ...process.env, ...env } })).stdout;
  };
  return {
    namespace: space.name,
    address: FRONTEND_ADDRESS,
    folder,
    described,
    state,
    addTap: space.addTap,
    connect: space.connect,
    run: space.run,
    cairn,
    discover: async (appliance) => {
      const argv = [process.execPath, join(PROGRAMS, 'cairn.mjs'), 'discover', '--appliance', appliance];
      const child = space.start(argv, logFile('discover'), env);
      await until(
        'a discovery is open',
        () => linesOf(join(kept, 'dnsmasq/dhcp-hosts')) >= 0 && !ignores(kept),
      );
      return async () => {
        child.kill('SIGINT');
        await waitForEnd(child);
        await until('the discovery is over', () => ignores(kept));
      };
    },
    pidOf: (name) => services.get(name)!.pid!,
    restart: async (name, signal = 'SIGTERM') => {
      services.get(name)!.kill(signal);
      await waitForEnd(services.get(name)!);
      await startService(name);
    },
    logOf: (name) =>
      readFileSync(name === 'access' ? join(folder, 'var/log/nginx/cairn.log') : logFile(name), 'utf8'),
    stop,
  };
}

interface LaidOut {
  readonly described: ReadonlyMap<string, string>;
  readonly nginxConfig: string;
}

/** What a frontend has below `/run` is in memory. */
function linkRun(folder: string, memory: string): void {
  chmodSync(memory, 0o755);
  symlinkSync(memory, join(folder, 'run'));
}

/** Folders and settings; the folder is one that nginx and dnsmasq, who are not root, may pass through. */
function layOut(folder: string, input: FrontendInput): LaidOut {
  chmodSync(folder, 0o755);
  for (const path of ['etc/cairn', 'run/cairn', 'run/systemd/resolve', 'var/lib/cairn', 'var/log/cairn'])
    mkdirSync(join(folder, path), { recursive: true });
  const { name: arch } = fillServed(folder, input.image);
  const described = describeFrontend(folder, input.recipe ?? 'recipes/minimal.yaml', {
    hostname: 'frontend',
    arch,
    cluster_name: 'test',
    timezone: 'UTC',
    root_password_hash: '!',
    network_install: 'yes',
    private_address: FRONTEND_ADDRESS,
    private_prefix: PREFIX,
    ...input.attributes,
  });
  const settings = JSON.parse(described.get('/etc/cairn/frontend.json') ?? '{}') as object;
  writeFileSync(join(folder, 'etc/cairn/frontend.json'), JSON.stringify({ ...settings, ...input.settings }));
  return { described, nginxConfig: writeNginxConfig(folder, described) };
}

function linesOf(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1;
}

/** Whether dnsmasq is told to give strangers no answer. */
function ignores(kept: string): boolean {
  return readFileSync(join(kept, 'dnsmasq/dhcp-hosts'), 'utf8').includes(',ignore');
}
