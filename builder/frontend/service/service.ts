import { chmod, chown, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { SERVICE_PORT } from '../../model/mod.ts';
import { addAliveQuestion, addAliveRoutes } from './alive/alive-routes.ts';
import { addBootRoutes } from './boot/boot-routes.ts';
import { addControlRoutes } from './control-routes.ts';
import { addCertificateRoutes } from './hand-off/certificate-routes.ts';
import { addEventRoutes } from './hand-off/event-routes.ts';
import { addProofRoutes } from './hand-off/proof-routes.ts';
import { addRevocationRoutes } from './hand-off/revocation-routes.ts';
import { addSecretRoutes } from './hand-off/secret-routes.ts';
import {
  addServiceCertificateRoutes,
  findFrontendThatAsks,
  findHostWhoAsks,
} from './hand-off/service-certificate-routes.ts';
import { addStartRoutes } from './hand-off/start-routes.ts';
import { addWaitRoutes } from './hand-off/wait-routes.ts';
import type { Certificate } from './keys/certificate.ts';
import { addMetricsRoutes } from './metrics/metrics-routes.ts';
import type { ServiceContext } from './shared/context.ts';
import { clientOf, createHttpServer, Refusal } from './shared/http.ts';
import { createRateLimit, type Rate } from './shared/rate-limit.ts';
import type { ReleaseGraphs } from './web/release-graphs.ts';
import { addWebRoutes, isOfAllHosts, isOfPage } from './web/web-routes.ts';

export interface ServiceInput {
  readonly context: ServiceContext;
  readonly certificate: Certificate;
  readonly graphs: ReleaseGraphs;
  readonly picture: () => Promise<string | undefined>;
  /** What `cairn host plan` says of a host. */
  readonly plan: (host: string) => Promise<string>;
  /** Where machines hand in what happened; 8443 on every address by default, but only the private one answers. */
  readonly port?: number;
  /** Group of nginx, which may open the socket for HTTP. */
  readonly proxyGroup?: number;
  readonly requestMs?: number;
  readonly rate?: Rate;
}

export interface RunningService {
  /** TCP port of the TLS server. */
  readonly port: number;
  readonly sockets: { readonly http: string; readonly control: string };
  readonly close: () => Promise<void>;
}

/** A whole rack may come through one address; one machine never needs so much. */
const RATE: Rate = { burst: 120, perSecond: 20 };

/** For a list of all hosts, which is long: a page asks when it opens, and after a cut. */
const LIST_RATE: Rate = { burst: 20, perSecond: 2 };

/** Of one address, to the TLS server; a handshake that does not go on is one too. */
const TLS_CONNECTIONS = 256;

/** Connections that may wait to be taken: a whole machine room is switched on at once. */
const BACKLOG = 4096;

/** Opens the three doors: for nginx, for machines over TLS, for root on the frontend itself. */
export async function startService(input: ServiceInput): Promise<RunningService> {
  const { context, certificate, graphs } = input;
  const onFailure = (error: Error): void => context.report(`Request failed: ${error.stack ?? error.message}`);
  const requestMs = input.requestMs === undefined ? {} : { requestMs: input.requestMs };
  const http = createHttpServer({ onFailure, ...requestMs });
  // Who looks at the page takes nothing from who starts there: an installer's requests have a measure of their own.
  limitRate(http, input.rate ?? RATE, true, (url) => !isOfPage(url));
  limitRate(http, input.rate ?? RATE, true, isOfPage);
  limitRate(http, input.rate ?? LIST_RATE, true, isOfAllHosts);
  addBootRoutes(http, context, graphs);
  addProofRoutes(http, context);
  addCertificateRoutes(http, context);
  addServiceCertificateRoutes(http, context, graphs, findHostWhoAsks(context));
  addStartRoutes(http, context);
  addWaitRoutes(http, context);
  addAliveRoutes(http, context);
  addMetricsRoutes(http, context);
  addWebRoutes(http, context, { graphs, picture: input.picture, plan: input.plan });

  const tls = createHttpServer({ https: certificate, onFailure, ...requestMs });
  limitRate(tls, input.rate ?? RATE, false, () => true);
  limitConnections(tls, TLS_CONNECTIONS);
  refuseOtherAddresses(tls, context.config.address);
  // Bodies are bytes until a route reads them: installers post with what they have, and wget calls all of it a form.
  tls.removeAllContentTypeParsers();
  tls.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addEventRoutes(tls, context);
  addSecretRoutes(tls, context, graphs);
  addRevocationRoutes(tls, context);

  const control = createHttpServer({ onFailure });
  addControlRoutes(control, context, graphs);
  addAliveQuestion(control, context);
  addServiceCertificateRoutes(control, context, graphs, findFrontendThatAsks(context));

  const sockets = {
    http: join(context.paths.run, 'http.sock'),
    control: join(context.paths.run, 'cairnd.sock'),
  };
  await listenOnSocket(http, sockets.http, 0o660, input.proxyGroup);
  await listenOnSocket(control, sockets.control, 0o600);
  await tls.listen({ host: '0.0.0.0', port: input.port ?? SERVICE_PORT, backlog: BACKLOG });
  return {
    port: (tls.server.address() as AddressInfo).port,
    sockets,
    close: async () => {
      context.broadcast.close();
      await Promise.all([http.close(), tls.close(), control.close()]);
    },
  };
}

/** @param covers for which addresses of the server this measure is */
function limitRate(
  app: FastifyInstance,
  rate: Rate,
  proxied: boolean,
  covers: (url: string) => boolean,
): void {
  const allow = createRateLimit(rate);
  app.addHook('onRequest', async (request, reply) => {
    if (!covers(request.url) || allow(clientOf(request, proxied))) return;
    void reply.header('retry-after', '5');
    throw new Refusal(429, 'Too many requests');
  });
}

/** Further ones are closed before a handshake. */
function limitConnections(app: FastifyInstance, ofAddress: number): void {
  const counts = new Map<string, number>();
  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const now = (counts.get(address) ?? 0) + 1;
    counts.set(address, now);
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
    if (now > ofAddress) socket.destroy();
  });
}

/** The public side gets no answer, even where the firewall is off: no handshake, not one byte. */
function refuseOtherAddresses(app: FastifyInstance, address: string): void {
  app.server.on('connection', (socket: Socket) => {
    const local = (socket.localAddress ?? '').replace(/^::ffff:/, '');
    if (local !== address && !local.startsWith('127.')) socket.destroy();
  });
}

async function listenOnSocket(
  app: FastifyInstance,
  path: string,
  mode: number,
  group?: number,
): Promise<void> {
  // One that was killed left its socket behind.
  await rm(path, { force: true });
  const umask = process.umask(0o177);
  try {
    await app.listen({ path, backlog: BACKLOG });
  } finally {
    process.umask(umask);
  }
  if (group !== undefined) await chown(path, process.getuid?.() ?? 0, group);
  await chmod(path, mode);
}
