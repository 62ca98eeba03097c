import type { IncomingMessage } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify';
import type { ServiceRefusal } from '../../../model/mod.ts';

/** A request that is answered by a status and one line; nothing inside is told to the one who asks. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface HttpOptions {
  readonly https?: { readonly key: string; readonly cert: string };
  /** Largest body of a route that does not say otherwise. */
  readonly bodyBytes?: number;
  readonly maxConnections?: number;
  /** A whole request must be there after so long: slow senders are cut off. */
  readonly requestMs?: number;
  /** Gets what nobody expected. */
  readonly onFailure: (error: Error) => void;
}

/**
 * A server that stays small: short headers and bodies, an end to every request and to every idle connection, and no
 * more connections than it can hold.
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const requestMs = options.requestMs ?? 15_000;
  const shared: FastifyServerOptions = {
    logger: false,
    bodyLimit: options.bodyBytes ?? 4096,
    requestTimeout: requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 5000,
    maxRequestsPerSocket: 1000,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    return503OnClosing: true,
    forceCloseConnections: true,
    // A JSON body cannot reach into the prototypes of what we make of it.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      void (reply as FastifyReply).code(400).send({ error: 'The request is not readable' });
    },
    clientErrorHandler: ({ code }, socket) => {
      // Whoever never ended a handshake cannot be told anything: the answer would wait for it, and the socket too.
      const mayRead = /^HPE_|^ERR_HTTP/.test(code ?? '') && socket.writable;
      if (mayRead)
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', () => socket.destroy());
      else socket.destroy();
    },
  };
  const http = {
    maxHeaderSize: 8192,
    headersTimeout: Math.min(10_000, requestMs),
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(2000, requestMs / 2),
  };
  const app = (
    options.https === undefined
      ? fastify({ ...shared, http })
      : fastify({
          ...shared,
          https: { ...http, ...options.https, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 },
        } as FastifyServerOptions)
  ) as FastifyInstance;
  app.server.maxConnections = options.maxConnections ?? 8192;
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const known = error instanceof Refusal ? error.status : error.statusCode;
    const status = known !== undefined && known >= 400 && known < 500 ? known : known === 503 ? 503 : 500;
    if (status === 500) options.onFailure(error);
    const answer: ServiceRefusal = { error: status === 500 ? 'Internal error' : error.message };
    return reply.code(status).send(answer);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'There is no such thing' }));
  return app;
}

/** Who asks: told by nginx on its socket, and by the connection everywhere else. */
export function clientOf(request: { readonly raw: IncomingMessage }, proxied: boolean): string {
  const header = request.raw.headers['x-cairn-client'];
  const address = proxied && typeof header === 'string' ? header : (request.raw.socket.remoteAddress ?? '');
  return address.replace(/^::ffff:/, '');
}

/** The port that nginx' client sends from; 0 where nginx does not say. */
export function clientPortOf(request: { readonly raw: IncomingMessage }): number {
  const header = request.raw.headers['x-cairn-port'];
  return typeof header === 'string' && /^\d{1,5}$/.test(header) ? Number(header) : 0;
}
