import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { AttributeScopes, HostDocument } from '../../model/mod.ts';
import { renderWebPage } from '../web/page.ts';
import type { ServiceContext } from './context.ts';
import type { GraphReader } from './graph-reader.ts';
import { viewHost } from './host-view.ts';
import { Refusal } from './http.ts';
import { isHostName } from './mac-address.ts';

const LOG_PIECE = 256 * 1024;
/** The page shows what it gets as text, and runs nothing but its own script. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export interface WebInput {
  readonly graph: GraphReader;
  /** Makes the picture when the graph changed since, and says where it is; undefined: it cannot be made. */
  readonly picture: () => Promise<string | undefined>;
}

/** The web page and what it asks for, below `/cairn/`; everything here only looks. */
export function addWebRoutes(app: FastifyInstance, context: ServiceContext, input: WebInput): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  app.get('/cairn/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .send(renderWebPage(context.config.hostname)),
  );
  app.get('/cairn/hosts', async () => (await context.state.listHosts()).map(viewHost));
  app.get('/cairn/events', async (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 2000\n\n');
    if (!context.broadcast.add(reply.raw, 'events')) reply.raw.end();
  });
  app.get<{ Params: { name: string } }>('/cairn/hosts/:name', async (request) => {
    const { name } = request.params;
    const host = isHostName(name) ? await context.state.findHost(name) : undefined;
    if (host === undefined) throw new Refusal(404, 'There is no such host');
    const document = await readDocument(join(context.paths.run, 'hosts', `${name}.json`));
    const intrinsic = { hostname: name, rack: String(host.rack), rank: String(host.rank) };
    const attributes: AttributeScopes = document?.attributes ?? {};
    const scopes = { ...attributes, host: { ...attributes.host, ...intrinsic } };
    const { profile, problems } = await input.graph.describe(host.appliance, scopes);
    const events = await context.state.listEvents({ host: name, limit: 100 });
    return {
      host: viewHost(host),
      attributes,
      events,
      problems,
      nodes: profile?.nodes.map((node) => ({ name: node.name, roll: node.roll, file: node.file })) ?? [],
      packages: profile?.packages.enabled.map((entry) => entry.name) ?? [],
    };
  });
  app.get<{ Params: { name: string }; Querystring: { from?: string } }>(
    '/cairn/hosts/:name/log',
    async (request, reply) => {
      const { name } = request.params;
      const from = Number(request.query.from ?? 0);
      if (!isHostName(name) || (await context.state.findHost(name)) === undefined)
        throw new Refusal(404, 'There is no such host');
      if (!Number.isSafeInteger(from) || from < 0) throw new Refusal(400, 'This is no place in a log');
      const { text, sizeBytes } = await context.logs.read(name, from, LOG_PIECE);
      return reply
        .type('text/plain; charset=utf-8')
        .header('x-log-size', String(sizeBytes))
        .header('cache-control', 'no-store')
        .send(text);
    },
  );
  app.get('/cairn/graph', async (_request, reply) => {
    const file = await input.picture();
    if (file === undefined) throw new Refusal(404, 'There is no picture of the graph');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .send(await readFile(file));
  });
}

async function readDocument(path: string): Promise<HostDocument | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostDocument);
}
