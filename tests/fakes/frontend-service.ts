import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificate } from '../../builder/frontend/service/keys/certificate.ts';
import { readPublishedReleases } from '../../builder/frontend/service/publish/published-releases.ts';
import { createPublisher } from '../../builder/frontend/service/publish/publisher.ts';
import {
  type RunningService,
  type ServiceInput,
  startService,
} from '../../builder/frontend/service/service.ts';
import { createAliveBook } from '../../builder/frontend/service/shared/alive-book.ts';
import type { FrontendConfig } from '../../builder/frontend/service/shared/config.ts';
import type { ServiceContext } from '../../builder/frontend/service/shared/context.ts';
import { createInstallCounts } from '../../builder/frontend/service/shared/install-counts.ts';
import { createLogStore } from '../../builder/frontend/service/shared/log-store.ts';
import { createBroadcast, type ListenerLimits } from '../../builder/frontend/service/shared/stream.ts';
import { createReleaseGraphs } from '../../builder/frontend/service/web/release-graphs.ts';
import type { GraphBundle } from '../../builder/model/mod.ts';
import { createFakeState, type FakeState } from './frontend-state.ts';
import { putRelease } from './releases.ts';

export const CONFIG: FrontendConfig = {
  hostname: 'frontend',
  domain: 'cluster',
  address: '10.1.1.1',
  prefix: 16,
  arch: 'amd64',
  kernelOptions: 'console=tty0',
  checkNeighbours: 'yes',
};

/** Texts of the secrets that hosts of the tests use. */
const USED = ['munge_key', 'license', 'token', 'of_graph', 'of_rack', 'of_host'];

/** A small graph: one secret that the cluster makes for itself, some that are used, and one that is not. */
const GRAPH: GraphBundle = {
  format: 1,
  rolls: [
    {
      name: 'base',
      appliances: { compute: { node: 'compute' } },
      attributes: {
        ...Object.fromEntries(USED.map((name) => [name, {}])),
        munge_key: { secret: true, type: 'key' },
        login_key: { secret: true, type: 'key' },
        unused_key: { secret: true, type: 'key' },
      },
      files: [
        {
          path: 'nodes/compute.xml',
          text: `<kickstart interface="public"><post><file name="/etc/x" perms="0600">${USED.map((name) => `&${name};`).join(' ')}</file></post></kickstart>`,
        },
        {
          path: 'nodes/login.xml',
          text: '<kickstart><post cond="appliance == \'login\'"><file name="/etc/y" perms="0600">&login_key;</file></post></kickstart>',
        },
        { path: 'nodes/shell.xml', text: '<kickstart><package>bash</package></kickstart>' },
        {
          path: 'graphs/base.xml',
          text: '<graph><edge from="compute" to="shell"/><edge from="compute" to="login"/></graph>',
        },
      ],
    },
  ],
  os: 'debian-13',
  arch: 'amd64',
};

export interface TestService {
  readonly service: RunningService;
  readonly state: FakeState;
  readonly folder: string;
  readonly context: ServiceContext;
  /** Neighbours by address; change it to move a machine. */
  readonly neighbours: Map<string, string>;
  readonly reports: string[];
  readonly ask: (path: string, options?: Ask) => Promise<Answer>;
  readonly tell: (path: string, options?: Ask) => Promise<Answer>;
  readonly control: (path: string, options?: Ask) => Promise<Answer>;
  /** Changes what the node `shell`, which every machine has, says. */
  readonly writeNode: (body: string) => Promise<void>;
  /** Seconds since 1970. */
  readonly clock: { now: number };
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Where nginx says the request comes from. */
  readonly from?: string;
  readonly port?: number;
}
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Machines reach the TLS server from here. */
export const LOCAL = '127.0.0.1';
export const MAC = '52:54:00:12:34:56';

/** Runs the real service on sockets of its own, over a state in memory. */
export async function withService(
  test: (it: TestService) => Promise<void>,
  {
    listeners = { total: 10, ofAddress: 10 },
    ...options
  }: Partial<Pick<ServiceInput, 'rate' | 'requestMs'>> & { readonly listeners?: ListenerLimits } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-service-'));
  const paths = {
    served: join(folder, 'served'),
    kept: join(folder, 'kept'),
    run: join(folder, 'run'),
    logs: join(folder, 'logs'),
  };
  for (const path of Object.values(paths)) await mkdir(path);
  const graphFile = join(putRelease(paths.served, GRAPH), 'graph.json');
  const clock = { now: 1_700_000_000 };
  const state = createFakeState(() => clock.now);
  const graphs = createReleaseGraphs({ served: paths.served, state });
  const neighbours = new Map([[LOCAL, MAC]]);
  const reports: string[] = [];
  let changes = 0;
  let isOver = false;
  const publisher = createPublisher({
    config: CONFIG,
    paths,
    state,
    releases: (attributes) => readPublishedReleases(graphs, paths.served, attributes),
    reloadDnsmasq: async () => void reports.push('reload'),
    report: (line) => void reports.push(line),
    // Its folder goes with the test, and nothing can be written any more
    retry: (action) => void (isOver || setTimeout(action, 1)),
  });
  const context: ServiceContext = {
    config: CONFIG,
    paths,
    state,
    logs: createLogStore(paths.logs),
    alive: createAliveBook(() => clock.now),
    installs: createInstallCounts(),
    broadcast: createBroadcast(listeners),
    findNeighbour: async (address) => neighbours.get(address),
    publish: publisher.publish,
    publishFailure: publisher.failure,
    hasMemtest: false,
    report: (line) => void reports.push(line),
  };
  const service = await startService({
    context,
    certificate: await ensureCertificate(folder, CONFIG),
    graphs,
    picture: async () => undefined,
    plan: async (host) => `${host}: nothing\n`,
    port: 0,
    rate: { burst: 1e6, perSecond: 1e6 },
    ...options,
  });
  const { http, control } = service.sockets;
  try {
    await test({
      service,
      state,
      folder,
      context,
      neighbours,
      reports,
      clock,
      writeNode: async (body) => {
        const file = { path: 'nodes/shell.xml', text: `<kickstart>${body}</kickstart>` };
        const [roll] = GRAPH.rolls as readonly [GraphBundle['rolls'][number]];
        const files = roll.files.map((one) => (one.path === file.path ? file : one));
        const attributes = { ...roll.attributes, frontend_hostname: { default: 'frontend' } };
        const bundle = { ...GRAPH, rolls: [{ ...roll, attributes, files }] };
        await writeFile(graphFile, JSON.stringify(bundle));
        // The file is read again when its time differs
        changes += 1;
        await utimes(graphFile, changes, changes);
      },
      ask: (path, ask = {}) =>
        send({ socketPath: http }, path, {
          ...ask,
          headers: {
            'x-cairn-client': ask.from ?? LOCAL,
            'x-cairn-port': String(ask.port ?? 40_000),
            ...ask.headers,
          },
        }),
      tell: (path, ask = {}) => send({ port: service.port }, path, { method: 'POST', ...ask }),
      control: (path, ask = {}) => send({ socketPath: control }, path, ask),
    });
  } finally {
    isOver = true;
    await service.close();
    // Something may be being written yet
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** One request over a connection of its own. */
function send(
  to: { readonly socketPath?: string; readonly port?: number },
  path: string,
  ask: Ask,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const tls = to.port === undefined ? {} : { host: LOCAL, rejectUnauthorized: false };
    const request = (to.port === undefined ? httpRequest : httpsRequest)(
      { ...to, ...tls, path, method: ask.method ?? 'GET', headers: ask.headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(ask.body);
  });
}
