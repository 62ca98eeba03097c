import type { FastifyInstance } from 'fastify';
import type { Host } from '../../../hosts/mod.ts';
import { FRONTEND_PATHS, isHostName } from '../../../model/mod.ts';
import { listWebFiles, PAGE_POLICY } from '../../web/page.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';
import { createAliveAnswer } from './alive-answer.ts';
import { ANSWER_LIMITS, boundAnswers } from './answer-room.ts';
import { describeHost } from './host-details.ts';
import { createHostsAnswer } from './hosts-answer.ts';
import { createPictureReader } from './picture-reader.ts';
import { createPlanAnswer } from './plan-answer.ts';
import type { ReleaseGraphs } from './release-graphs.ts';
import { createReleasesAnswer } from './releases-answer.ts';
import { createRolloutsAnswer } from './rollouts-answer.ts';

const LOG_PIECE = 256 * 1024;
const EVENTS = '/cairn/events';
const HOSTS = '/cairn/hosts';
const ALIVE = '/cairn/alive';
const ROLLOUTS = '/cairn/rollouts';
const RELEASES = '/cairn/releases';

/** Whether an address of the server is one of the page's. */
export function isOfPage(url: string): boolean {
  return url.startsWith('/cairn/');
}

/** The answers that grow with the cluster. */
export function isOfAllHosts(url: string): boolean {
  const paths = [HOSTS, ROLLOUTS, RELEASES, FRONTEND_PATHS.metrics, ALIVE];
  return paths.some((path) => url === path || url.startsWith(`${path}?`));
}

export interface WebInput {
  readonly graphs: Pick<ReleaseGraphs, 'toInstall' | 'inUse' | 'ofRelease'>;
  /** Makes the picture when the graph changed since, and says where it is; undefined: it cannot be made. */
  readonly picture: () => Promise<string | undefined>;
  /** What `cairn host plan` says of a host. */
  readonly plan: (host: string) => Promise<string>;
}

/** The web page and what it asks for, below `/cairn/`; everything here only looks. */
export function addWebRoutes(app: FastifyInstance, context: ServiceContext, input: WebInput): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  boundAnswers(app, ANSWER_LIMITS, (url) => isOfPage(url) && !url.startsWith(EVENTS));
  addPage(app, context.config.hostname);
  addStream(app, context);
  addHosts(app, context, input);
  addList(app, ROLLOUTS, createRolloutsAnswer(context.state));
  addList(app, RELEASES, createReleasesAnswer(context, input.graphs));
  const readPicture = createPictureReader();
  app.get('/cairn/graph', async (_request, reply) => {
    const file = await input.picture();
    if (file === undefined) throw new Refusal(404, 'There is no picture of the graph');
    const { policy, bytes } = await readPicture(file);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .send(bytes);
  });
}

/** Files that never change while the service runs: a browser asks whether it has them, and keeps them. */
function addPage(app: FastifyInstance, hostname: string): void {
  for (const [path, file] of listWebFiles(hostname))
    app.get(path, async (request, reply) => {
      void reply
        .header('cache-control', 'no-cache')
        .header('content-security-policy', PAGE_POLICY)
        .header('etag', file.tag);
      if (request.headers['if-none-match'] === file.tag) return reply.code(304).send();
      return reply.type(file.type).send(file.text);
    });
}

function addStream(app: FastifyInstance, context: ServiceContext): void {
  app.get(EVENTS, async (request, reply) => {
    const address = clientOf(request, true);
    if (!context.broadcast.hasRoom(address)) throw new Refusal(503, 'Too many look already');
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 2000\n\n');
    if (!context.broadcast.add(reply.raw, address)) reply.raw.end();
  });
}

function addList(app: FastifyInstance, path: string, answer: () => Promise<Buffer>): void {
  app.get(path, async (_request, reply) => {
    void reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
    return reply.send(await answer());
  });
}

function addHosts(app: FastifyInstance, context: ServiceContext, { graphs, plan }: WebInput): void {
  const requireHost = async (name: string): Promise<Host> => {
    const host = isHostName(name) ? await context.state.findHost(name) : undefined;
    if (host === undefined) throw new Refusal(404, 'There is no such host');
    return host;
  };
  addList(
    app,
    HOSTS,
    createHostsAnswer(() => context.state.listHosts()),
  );
  addList(app, ALIVE, createAliveAnswer(context.alive));
  app.get<{ Params: { name: string } }>('/cairn/hosts/:name', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return describeHost(context, graphs, await requireHost(request.params.name));
  });
  const answerPlan = createPlanAnswer(plan);
  app.get<{ Params: { name: string } }>('/cairn/hosts/:name/plan', async (request, reply) => {
    const { name } = await requireHost(request.params.name);
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return reply.send(await answerPlan(name));
  });
  app.get<{ Params: { name: string }; Querystring: { from?: string } }>(
    '/cairn/hosts/:name/log',
    async (request, reply) => {
      const host = await requireHost(request.params.name);
      const from = Number(request.query.from ?? 0);
      if (!Number.isSafeInteger(from) || from < 0) throw new Refusal(400, 'This is no place in a log');
      const { text, sizeBytes, id } = await context.logs.read(host.name, from, LOG_PIECE);
      return reply
        .type('text/plain; charset=utf-8')
        .header('x-log-size', String(sizeBytes))
        .header('x-log-id', id)
        .header('cache-control', 'no-store')
        .send(text);
    },
  );
}
