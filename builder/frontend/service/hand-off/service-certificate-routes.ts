import type { FastifyInstance, FastifyRequest } from 'fastify';
import { factsOfHost, type HostFacts } from '../../../hosts/mod.ts';
import { createQueue } from '../../../io/mod.ts';
import { FRONTEND_PATHS, HOST_KEY_PATH } from '../../../model/mod.ts';
import { certifyService } from '../authority/certify-service.ts';
import { createTrustList } from '../authority/trust-list.ts';
import { isSignedText } from '../keys/ssh-signature.ts';
import { frontendFacts } from '../shared/config.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';
import type { ReleaseGraphs } from '../web/release-graphs.ts';
import { requireRootOfHost } from './root-of-host.ts';
import { resolveWithKeys } from './secret-answer.ts';

/** What the signature of a request is for; the program on machines knows the same. */
const NAMESPACE = 'cairn-certificate';
const ACTION = 'certificate';

interface Asked {
  readonly Params: { readonly name: string; readonly service: string };
  readonly Querystring: { readonly request?: unknown; readonly signature?: unknown };
}

/** A machine that asks for a certificate, and the release that it runs. */
type Asker = HostFacts & { readonly release?: string | undefined };

/** Finds it. @throws {Refusal} 403 */
type FindAsker = (request: FastifyRequest<Asked>, body: string) => Promise<Asker>;

/**
 * `GET /boot/tls/NAME/SERVICE?request=...&signature=...`: a certificate for a service that the description of the host
 * names. `request` is a certificate request and `signature` that of the host's SSH key over "SERVICE", a line break, the
 * request and a line break, both as base64 of URLs. `GET /boot/trust/NAME/list`: what every machine may know.
 *
 * @param findAsker by nginx: {@link findHostWhoAsks}; through root's own door: {@link findFrontendThatAsks}
 */
export function addServiceCertificateRoutes(
  app: FastifyInstance,
  context: ServiceContext,
  graphs: Pick<ReleaseGraphs, 'running'>,
  findAsker: FindAsker,
): void {
  // A machine room that starts at once does not start as many programs here
  const inTurn = createQueue();
  const readTrust = createTrustList(context);
  app.get<Asked>(`${FRONTEND_PATHS.serviceCertificate}/:name/:service`, async (request, reply) => {
    const body = readBase64(request.query.request);
    const facts = await findAsker(request, body);
    const from = { host: facts.name, address: facts.address };
    const { service } = request.params;
    const refuse = async (detail: string, message: string): Promise<never> => {
      await context.state.recordAudit({ action: ACTION, outcome: 'refused', ...from, detail });
      throw new Refusal(403, message);
    };
    const graph = await graphs.running(facts);
    const resolved = await resolveWithKeys(context, await graph.values(), facts);
    const wanted = (await graph.certificates(facts.appliance, resolved)).find(({ name }) => name === service);
    if (wanted === undefined) return refuse(`no node asks for ${service}`, 'No node asks for this');
    // Nobody installs the frontend anew for that: root there has the authority itself
    const barred = (await context.state.listCertificates({ name: facts.name })).some(
      ({ kind, isBarred }) => kind === 'host' && isBarred === true,
    );
    if (barred && facts.name !== context.config.hostname)
      return refuse(`${service}: revoked`, 'This host was revoked');
    const pem = await inTurn(() => certifyService(context, facts, wanted, composePem(body)));
    await context.state.recordAudit({ action: ACTION, outcome: 'done', ...from, detail: service });
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return pem;
  });
  app.get(`${FRONTEND_PATHS.trust}/:name/list`, async (_request, reply) => {
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return readTrust();
  });
}

/** Root of an installed host, who has the SSH key that the host was given at its installation. */
export function findHostWhoAsks(context: ServiceContext): FindAsker {
  return async (request, body) => {
    const { name, service } = request.params;
    const host = await requireRootOfHost(context, request, name, ACTION);
    const key = (await context.state.listKeys(host.name)).find((one) => one.name === HOST_KEY_PATH)?.value;
    const signature = Buffer.from(readBase64(request.query.signature), 'base64url');
    if (key !== undefined && isSignedText(key, NAMESPACE, `${service}\n${body}\n`, signature))
      return { ...factsOfHost(host), release: host.release };
    const detail = 'not signed by the key of the host';
    const address = clientOf(request, true);
    await context.state.recordAudit({ action: ACTION, outcome: 'refused', host: host.name, address, detail });
    throw new Refusal(403, 'This is not taken');
  };
}

/** Root of the frontend: nobody else can open the socket. */
export function findFrontendThatAsks({ config }: Pick<ServiceContext, 'config'>): FindAsker {
  return async ({ params: { name } }) => {
    if (name !== config.hostname) throw new Refusal(403, 'This is another machine');
    return { ...frontendFacts(config), release: config.release };
  };
}

/** @throws {Refusal} 400 */
function readBase64(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{100,3000}$/.test(value)) return value;
  throw new Refusal(400, 'This is no request for a certificate');
}

function composePem(base64: string): string {
  const lines = Buffer.from(base64, 'base64url')
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}
