import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { HOST_STATES } from '../../hosts/mod.ts';
import { BuildError, isHostName, isMac, normalizeMac } from '../../model/mod.ts';
import type { Discovery } from '../state/mod.ts';
import { recordLeases } from './boot/leases.ts';
import { listGeneratedSecrets, readOwnSecret } from './hand-off/secret-answer.ts';
import { frontendFacts } from './shared/config.ts';
import type { ServiceContext } from './shared/context.ts';
import { Refusal } from './shared/http.ts';
import { viewHost } from './web/host-view.ts';
import type { ReleaseGraphs } from './web/release-graphs.ts';

/** How long a discovery outlives the terminal that it was started from. */
const LIFETIME_SECONDS = 30;

const most = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));
/** Who asks, as root's command says it: nobody else can open the socket. */
const by = v.exactOptional(
  v.strictObject({
    who: v.pipe(v.string(), v.maxLength(200)),
    command: v.pipe(v.string(), v.maxLength(200)),
  }),
);
const wish = v.strictObject({
  by,
  count: v.exactOptional(most),
  perMinute: v.exactOptional(most),
  approval: v.exactOptional(v.literal('ask')),
  appliance: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  rack: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999)), 0),
  replace: v.exactOptional(v.pipe(v.string(), v.check(isHostName, 'This is no host name'))),
});

const approval = v.strictObject({
  by,
  mac: v.pipe(v.string(), v.transform(normalizeMac), v.check(isMac)),
});

/** What only root on the frontend may ask, through the socket that only root can open. */
export function addControlRoutes(
  app: FastifyInstance,
  context: ServiceContext,
  graphs: Pick<ReleaseGraphs, 'toInstall' | 'running'>,
): void {
  app.get('/v1/status', async () => {
    const hosts = await context.state.listHosts();
    return {
      hosts: hosts.length,
      states: Object.fromEntries(
        HOST_STATES.map((state) => [state, hosts.filter((host) => host.state === state).length]),
      ),
      listeners: context.broadcast.size(),
      memoryBytes: process.memoryUsage.rss(),
      discovery: (await context.state.currentDiscovery()) ?? null,
      unpublished: context.publishFailure() ?? null,
    };
  });
  app.post('/v1/publish', async (_request, reply) => {
    await context.publish();
    return reply.code(204).send();
  });
  app.get<{ Params: { name: string } }>('/v1/secrets/:name', async (request) => {
    const { name } = request.params;
    const { config } = context;
    const values = await (
      await graphs.running({ ...frontendFacts(config), release: config.release })
    ).values();
    if (!listGeneratedSecrets(values).includes(name))
      throw new Refusal(404, 'No roll declares a secret of type "key" so');
    return { name, value: await readOwnSecret(context, values, name) };
  });
  app.get('/v1/watch', async (_request, reply) => {
    const hosts = await context.state.listHosts();
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const host of hosts) sendLine(reply.raw, 'host', viewHost(host));
    context.broadcast.addRoot(reply.raw);
  });
  app.post('/v1/discover/name', async (request) => {
    const parsed = v.safeParse(approval, request.body);
    if (!parsed.success) throw new Refusal(400, 'This is no MAC address');
    const { name, address } = await context.state
      .approveStranger(parsed.output.mac, parsed.output.by)
      .catch((error: unknown) => {
        throw error instanceof BuildError ? new Refusal(400, error.problems[0]!.message) : error;
      });
    // DHCP must know the new address before the machine asks again.
    await context.publish();
    return { name, address };
  });
  app.post('/v1/discover', async (request, reply) => {
    const parsed = v.safeParse(wish, request.body);
    if (!parsed.success) throw new Refusal(400, `This cannot be discovered: ${parsed.issues[0].message}`);
    const { appliance, rack } = parsed.output;
    const graph = await graphs.toInstall({ name: '', appliance, rack: String(rack) });
    const fault = await graph.findApplianceFault(appliance);
    if (fault !== undefined) throw new Refusal(400, fault);
    const discovery = await openDiscovery(context, parsed.output);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson' });
    sendLine(reply.raw, 'discovery', discovery);
    const end = keepOpen(context, discovery, {
      tell: (strangers) => sendLine(reply.raw, 'strangers', strangers),
      over: () => reply.raw.end(),
    });
    reply.raw.on('close', () => void end());
    context.broadcast.addRoot(reply.raw);
  });
}

function sendLine(response: { write: (text: string) => boolean }, kind: string, data: unknown): void {
  response.write(`${JSON.stringify({ kind, data })}\n`);
}

async function openDiscovery(context: ServiceContext, asked: v.InferOutput<typeof wish>): Promise<Discovery> {
  if (asked.replace !== undefined && (await context.state.findHost(asked.replace)) === undefined)
    throw new Refusal(400, `There is no host "${asked.replace}" to replace`);
  const { by: who, ...discovered } = asked;
  const discovery = await context.state.openDiscovery(
    { ...discovered, lifetimeSeconds: LIFETIME_SECONDS },
    who,
  );
  // Strangers get addresses from now on.
  await context.publish();
  return discovery;
}

/** Keeps the discovery alive while somebody looks, and tells which strangers were seen; another one ends it. */
function keepOpen(
  context: ServiceContext,
  { id }: Discovery,
  listener: { readonly tell: (strangers: unknown) => void; readonly over: () => void },
): () => Promise<void> {
  let told = '[]';
  const judged = new Set<string>();
  const beat = async (): Promise<void> => {
    if (!(await context.state.keepDiscovery(id, LIFETIME_SECONDS))) return listener.over();
    await recordLeases(context, judged);
    const strangers = await context.state.listStrangers();
    const text = JSON.stringify(strangers);
    if (text !== told) listener.tell(strangers);
    told = text;
  };
  const timer = setInterval(() => {
    beat().catch((error: Error) => context.report(`Cannot keep the discovery: ${error.message}`));
  }, 2000);
  return async () => {
    clearInterval(timer);
    await context.state.closeDiscovery(id).catch(() => {});
    await context.publish().catch(() => {});
  };
}
