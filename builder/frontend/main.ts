#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host, StoredAttribute } from '../hosts/mod.ts';
import { exists, run } from '../io/mod.ts';
import { BuildError, cleanText, FRONTEND_ANSWERS_PATH, formatProblem } from '../model/mod.ts';
import { MEMTEST } from '../render/boot-scripts/mod.ts';
import { keepWords, readKeptWords } from './service/alive/alive-file.ts';
import { createKeyKeeper } from './service/hand-off/keep-keys.ts';
import { readCertificate } from './service/keys/certificate.ts';
import { ensureAuthority } from './service/keys/certify-host.ts';
import { certifyFrontend } from './service/keys/own-host-key.ts';
import { ensureRootKey } from './service/keys/root-key.ts';
import { composeDnsmasqConfig } from './service/publish/dnsmasq-settings.ts';
import { planRosters } from './service/publish/plan-rosters.ts';
import { planWords } from './service/publish/plan-words.ts';
import { prepareFrontend } from './service/publish/prepare.ts';
import { ensurePrivateNetwork } from './service/publish/private-network.ts';
import { readOtherGraphs, readPublishedReleases } from './service/publish/published-releases.ts';
import { createPublisher } from './service/publish/publisher.ts';
import { takeAnswers } from './service/publish/take-answers.ts';
import { startService } from './service/service.ts';
import { createAliveBook } from './service/shared/alive-book.ts';
import {
  belowRoot,
  CONFIG_PATH,
  type FrontendConfig,
  readFrontendConfig,
  rosterFolderOf,
  SERVICE_PATHS,
} from './service/shared/config.ts';
import type { ServiceContext } from './service/shared/context.ts';
import { hangUp } from './service/shared/hang-up.ts';
import { createInstallCounts } from './service/shared/install-counts.ts';
import { createLogStore } from './service/shared/log-store.ts';
import { createNeighbours } from './service/shared/neighbours.ts';
import { createRosterReader } from './service/shared/roster-reader.ts';
import { createBroadcast } from './service/shared/stream.ts';
import { createGraphPicture } from './service/web/graph-picture.ts';
import { createReleaseGraphs } from './service/web/release-graphs.ts';
import { watchState } from './service/web/watch.ts';
import { openState } from './state/mod.ts';

/** Another root than `/`, and another port for the TLS server, for a frontend that is only tried out. */
const ROOT = process.env['CAIRN_ROOT'] ?? '';
const PORT = process.env['CAIRN_PORT'];
const paths = belowRoot(SERVICE_PATHS, ROOT);
const RESOLV_FILE = `${ROOT}/run/systemd/resolve/resolv.conf`;
/** Into the journal: hosts have a say in what went wrong. */
const report = (text: string): void => void process.stderr.write(`${cleanText(text)}\n`);

/**
 * `cairnd prepare`: before anything starts; `--new` makes a state where one was lost. `cairnd dump`: the state as text,
 * each night. `cairnd`: the service, until SIGTERM.
 */
async function main(argv: readonly string[]): Promise<void> {
  const config = await readFrontendConfig(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  if (argv[2] === 'prepare') return prepare(config, argv.includes('--new'));
  if (argv[2] === 'dump') return dump();
  const state = await openState(undefined, { mustExist: true });
  const { served } = paths;
  const graphs = createReleaseGraphs({ served, state, rosterOf: createRosterReader(rosterFolderOf(paths)) });
  const readInUse = async () => graphs.ofRelease(await graphs.inUse());
  const keepKeys = createKeyKeeper({ config, state }, readInUse, join(paths.kept, 'keys.json'));
  const readGraphs = async (hosts: readonly Host[], attributes: readonly StoredAttribute[]) => ({
    ...{ config, hosts, attributes },
    graph: await (await readInUse()).read(),
    others: await readOtherGraphs(graphs, served, hosts, attributes),
  });
  const pidFile = join(paths.kept, 'dnsmasq/pid');
  const publisher = createPublisher({
    ...{ config, paths, state, keepKeys, report },
    releases: (attributes) => readPublishedReleases(graphs, served, attributes),
    rosters: async (hosts, attributes) => planRosters(await readGraphs(hosts, attributes)),
    words: async (hosts, attributes) => planWords(await readGraphs(hosts, attributes)),
    reloadDnsmasq: () => hangUp(pidFile, 'dnsmasq'),
    restartDnsmasq: () => hangUp(pidFile, 'dnsmasq', 'SIGTERM'),
    settings: async () => {
      const networks = await state.listNetworks();
      return composeDnsmasqConfig(
        { config, paths, resolvFile: RESOLV_FILE },
        networks.find(({ name }) => name === 'private'),
      );
    },
  });
  const aliveFile = join(paths.kept, 'alive.json');
  const alive = createAliveBook(() => Math.floor(Date.now() / 1000), await readKeptWords(aliveFile));
  const context: ServiceContext = {
    config,
    paths,
    state,
    logs: createLogStore(paths.logs),
    alive,
    installs: createInstallCounts(),
    broadcast: createBroadcast({ total: 200, ofAddress: 8 }),
    findNeighbour: createNeighbours(),
    publish: publisher.publish,
    publishFailure: publisher.failure,
    hasMemtest: await exists(join(paths.served, 'netboot', MEMTEST)),
    report,
  };
  // Plans of hosts take the graph's memory, too: they are made in a process of their own
  const plan = async (host: string): Promise<string> => {
    const { stdout, stderr } = await run(['cairn', 'host', 'plan', host], {
      okCodes: [0, 1],
      timeoutMs: 60_000,
    });
    return stdout === '' ? stderr : stdout;
  };
  const draw = async (graph: string, to: string): Promise<void> => {
    await run(['cairn', 'graph', 'draw', '--bundle', graph, '--format', 'html', '--output', to]);
  };
  const proxyGroup = await findGroup('www-data');
  const service = await startService({
    context,
    certificate: await readCertificate(join(paths.kept, 'tls')),
    graphs,
    picture: createGraphPicture(served, join(paths.kept, 'graph.html'), draw),
    plan,
    ...(proxyGroup === undefined ? {} : { proxyGroup }),
    ...(PORT === undefined ? {} : { port: Number(PORT) }),
  });
  const endWords = keepWords(alive, aliveFile, report);
  const renewal = setInterval(() => {
    renewCertificate(context).catch((error: Error) =>
      report(`Cannot renew the SSH certificate: ${error.message}`),
    );
  }, RENEWAL_MS);
  renewal.unref();
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
  report(`cairnd answers on port ${service.port}`);
  await watchState(context, ending.signal);
  clearInterval(renewal);
  await service.close();
  await endWords();
  await state.close();
}

/** Each night: a damaged state leaves the dumps that there are. */
async function dump(): Promise<void> {
  const state = await openState(undefined, { mustExist: true });
  try {
    await state.check();
    report(`The state is in ${await state.keepDump()}`);
  } finally {
    await state.close();
  }
}

/** A frontend may run for longer than its certificate is good; each start makes one, and so does each day. */
const RENEWAL_MS = 24 * 3600 * 1000;

async function renewCertificate(context: Pick<ServiceContext, 'state' | 'config'>): Promise<void> {
  const authority = await ensureAuthority(context);
  if (await certifyFrontend(`${ROOT}/etc/ssh`, authority, context.config))
    await run(['systemctl', 'try-reload-or-restart', 'ssh.service']);
}

/** Files first: whoever starts after this needs them even where an answer of the site cannot be taken in. */
async function prepare(config: FrontendConfig, isNew: boolean): Promise<void> {
  // Only the first start makes a state: a frontend that lost it must not begin with nothing in silence.
  const mustExist = !isNew && (await wasPrepared());
  const state = await openState(undefined, { mustExist });
  try {
    await state.check();
    const network = await ensurePrivateNetwork(state, config);
    const missing = await prepareFrontend({
      config,
      paths,
      root: `${ROOT}/`,
      resolvFile: RESOLV_FILE,
      network,
    });
    for (const name of missing) report(`No package has brought the boot loader "${name}"`);
    await ensureRootKey(state, `${ROOT}/root/.ssh`, `root@${config.hostname}`);
    if (!(await certifyFrontend(`${ROOT}/etc/ssh`, await ensureAuthority({ state }), config)))
      report('There is no SSH host key to be signed');
    for (const line of await takeAnswers(state, ROOT + FRONTEND_ANSWERS_PATH)) report(line);
  } finally {
    await state.close();
  }
}

/** Whether this frontend was prepared before: of what is made then, one thing is kept with the state, and one apart. */
async function wasPrepared(): Promise<boolean> {
  const traces = [join(paths.kept, 'tls/frontend.pem'), `${ROOT}/etc/ssh/ssh_host_ed25519_key-cert.pub`];
  return (await Promise.all(traces.map(exists))).includes(true);
}

async function findGroup(name: string): Promise<number | undefined> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  const id = new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(text)?.[1];
  return id === undefined ? undefined : Number(id);
}

process.on('unhandledRejection', (reason) => report(`Unhandled: ${String(reason)}`));
main(process.argv).then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof BuildError) for (const problem of error.problems) report(formatProblem(problem));
    else report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
