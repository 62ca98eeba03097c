import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as TlsAgent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { ProxyFor } from './proxy.ts';

/** The answer to a request for a file, from some byte on. */
export interface OpenedUrl {
  /** 200: from the start; 206: from the asked-for byte; else why not. */
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection up without reading the body. */
  readonly abandon: () => void;
}

/** Opens a URL; rejects when there is no answer at all (an `Error` with the system's `code`). */
export type OpenUrl = (url: string, fromByte: number) => Promise<OpenedUrl>;

const STALL_MS = 30_000;
const REDIRECTS = 5;
const USER_AGENT = 'cairn';

/** Opens `http:`, `https:`, `file:` and `copy:` URLs, through apt's proxies, with connections kept open. */
export function createOpenUrl(proxyFor: ProxyFor, connections: number): OpenUrl {
  const agents: Agents = {
    http: new Agent({ keepAlive: true, maxSockets: connections }),
    https: new TlsAgent({ keepAlive: true, maxSockets: connections }),
  };
  return async (address, fromByte) => {
    let url = new URL(address);
    for (let hop = 0; hop <= REDIRECTS; hop += 1) {
      if (url.protocol === 'file:' || url.protocol === 'copy:') return openFile(url, fromByte);
      const response = await openHttp(url, fromByte, proxyFor(url), agents);
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (status < 300 || status >= 400 || location === undefined) {
        return { status, body: response, abandon: () => response.destroy() };
      }
      response.resume();
      url = new URL(location, url);
    }
    throw Object.assign(new Error('Too many redirections'), { code: 'EREDIRECT' });
  };
}

interface Agents {
  readonly http: Agent;
  readonly https: TlsAgent;
}

async function openFile(url: URL, fromByte: number): Promise<OpenedUrl> {
  const path = fileURLToPath(url.href.replace(/^copy:/, 'file:'));
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return { status: 404, body: (async function* () {})(), abandon: () => {} };
  const stream = createReadStream(path, { start: fromByte, highWaterMark: 1024 * 1024 });
  return { status: fromByte > 0 ? 206 : 200, body: stream, abandon: () => stream.destroy() };
}

async function openHttp(
  url: URL,
  fromByte: number,
  proxy: string | undefined,
  agents: Agents,
): Promise<IncomingMessage> {
  const headers: Record<string, string> = {
    'User-Agent': USER_AGENT,
    ...(fromByte > 0 ? { Range: `bytes=${fromByte}-` } : {}),
    ...(url.username === '' ? {} : { Authorization: basicAuth(url) }),
  };
  const secure = url.protocol === 'https:';
  if (proxy === undefined) {
    return answer(secure ? requestHttps : requestHttp, {
      ...endpointOf(url),
      path: `${url.pathname}${url.search}`,
      agent: secure ? agents.https : agents.http,
      headers,
    });
  }
  const via = new URL(proxy);
  const viaHeaders: Record<string, string> =
    via.username === '' ? {} : { 'Proxy-Authorization': basicAuth(via) };
  if (!secure) {
    return answer(requestHttp, {
      ...endpointOf(via),
      path: `${url.origin}${url.pathname}${url.search}`,
      agent: agents.http,
      headers: { ...headers, Host: url.host, ...viaHeaders },
    });
  }
  return openThroughTunnel(url, via, headers, viaHeaders);
}

/** `CONNECT` to the proxy, then TLS to the server inside. */
async function openThroughTunnel(
  url: URL,
  via: URL,
  headers: Record<string, string>,
  viaHeaders: Record<string, string>,
): Promise<IncomingMessage> {
  const target = `${url.hostname}:${url.port || '443'}`;
  const socket = await new Promise<import('node:net').Socket>((resolve, reject) => {
    const tunnel = requestHttp({
      ...endpointOf(via),
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...viaHeaders },
      timeout: STALL_MS,
    });
    tunnel.once('connect', (response, opened) => {
      if (response.statusCode === 200) return resolve(opened as import('node:net').Socket);
      opened.destroy();
      reject(Object.assign(new Error('Proxy refused'), { code: `PROXY_${response.statusCode}` }));
    });
    tunnel.once('timeout', () => tunnel.destroy(stalled()));
    tunnel.once('error', reject);
    tunnel.end();
  });
  return answer(requestHttps, {
    ...endpointOf(url),
    path: `${url.pathname}${url.search}`,
    headers,
    createConnection: () => connectTls({ socket, servername: url.hostname }),
  });
}

function answer(send: typeof requestHttp, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = send({ ...options, timeout: STALL_MS }, resolve);
    request.once('timeout', () => request.destroy(stalled()));
    request.once('error', reject);
    request.end();
  });
}

function stalled(): Error {
  return Object.assign(new Error('No data'), { code: 'ETIMEDOUT' });
}

function endpointOf(url: URL): { hostname: string; port?: string } {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  return url.port === '' ? { hostname } : { hostname, port: url.port };
}

function basicAuth(url: URL): string {
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
