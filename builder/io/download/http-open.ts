import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as TlsAgent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '../stall-watch.ts';
import type { ProxyFor } from './proxy.ts';

/** The answer to a request for a file, from some byte on. */
export interface OpenedUrl {
  /** 200: from the start; 206: from the asked-for byte; else why not. */
  readonly status: number;
  /** The server says that it is a web page: no file of an archive is one. */
  readonly isPage?: boolean;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection up without reading the body. */
  readonly abandon: () => void;
}

/** Opens a URL; rejects when there is no answer at all (an `Error` with the system's `code`). */
export type OpenUrl = (url: string, fromByte: number) => Promise<OpenedUrl>;

const REDIRECTS = 5;
const USER_AGENT = 'cairn';

/** How servers are reached. */
export interface TransportOptions {
  readonly proxyFor: ProxyFor;
  /** `name:password` for a server that wants one. */
  readonly loginFor?: (url: URL) => string | undefined;
  /** Connections kept open to one server. */
  readonly connections: number;
  /** Trusted certificate authorities (PEM); Node's own without it. */
  readonly ca?: string;
  /** How long a server may take to answer; a minute by default. */
  readonly patienceMs?: number;
}

/** Opens `http:`, `https:`, `file:` and `copy:` URLs, with connections kept open. */
export function createOpenUrl(options: TransportOptions): OpenUrl {
  const { proxyFor, connections, patienceMs = PATIENCE_MS } = options;
  const trust = options.ca === undefined ? {} : { ca: options.ca };
  const agents: Agents = {
    http: new Agent({ keepAlive: true, maxSockets: connections }),
    https: new TlsAgent({ keepAlive: true, maxSockets: connections, ...trust }),
    trust,
    patienceMs,
  };
  return async (address, fromByte) => {
    let url = new URL(address);
    if (url.protocol === 'file:' || url.protocol === 'copy:') return openFile(url, fromByte);
    for (let hop = 0; hop <= REDIRECTS; hop += 1) {
      const login = loginOf(url) ?? options.loginFor?.(url);
      const response = await openHttp(url, fromByte, { proxy: proxyFor(url), login, agents });
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (status < 300 || status >= 400 || location === undefined) {
        const isPage = /^text\/html\b/i.test(response.headers['content-type'] ?? '');
        return { status, isPage, body: response, abandon: () => response.destroy() };
      }
      response.resume();
      url = followRedirection(location, url);
    }
    throw Object.assign(new Error('Too many redirections'), { code: 'EREDIRECT' });
  };
}

/** A server may send on to another one, never to what lies on this machine. */
function followRedirection(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw Object.assign(new Error('A redirection leaves the web'), { code: 'EREDIRECT' });
}

interface Agents {
  readonly patienceMs: number;
  readonly http: Agent;
  readonly https: TlsAgent;
  readonly trust: { readonly ca?: string };
}

interface Route {
  readonly proxy: string | undefined;
  readonly login: string | undefined;
  readonly agents: Agents;
}

async function openFile(url: URL, fromByte: number): Promise<OpenedUrl> {
  const path = fileURLToPath(url.href.replace(/^copy:/, 'file:'));
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return { status: 404, body: (async function* () {})(), abandon: () => {} };
  const stream = createReadStream(path, { start: fromByte, highWaterMark: 1024 * 1024 });
  return { status: fromByte > 0 ? 206 : 200, body: stream, abandon: () => stream.destroy() };
}

async function openHttp(url: URL, fromByte: number, route: Route): Promise<IncomingMessage> {
  const { proxy, login, agents } = route;
  const headers: Record<string, string> = {
    'User-Agent': USER_AGENT,
    ...(fromByte > 0 ? { Range: `bytes=${fromByte}-` } : {}),
    ...(login === undefined ? {} : { Authorization: basicAuth(login) }),
  };
  const secure = url.protocol === 'https:';
  if (proxy === undefined) {
    const send = secure ? requestHttps : requestHttp;
    const to = { ...endpointOf(url), path: `${url.pathname}${url.search}`, headers };
    return answer(send, { ...to, agent: secure ? agents.https : agents.http }, agents.patienceMs);
  }
  const via = new URL(proxy);
  const viaLogin = loginOf(via);
  const viaHeaders: Record<string, string> =
    viaLogin === undefined ? {} : { 'Proxy-Authorization': basicAuth(viaLogin) };
  if (!secure) {
    const all = { ...headers, Host: url.host, ...viaHeaders };
    const path = `${url.origin}${url.pathname}${url.search}`;
    const to = { ...endpointOf(via), path, agent: agents.http, headers: all };
    return answer(requestHttp, to, agents.patienceMs);
  }
  return openThroughTunnel(url, via, headers, viaHeaders, agents);
}

/** `CONNECT` to the proxy, then TLS to the server inside. */
async function openThroughTunnel(
  url: URL,
  via: URL,
  headers: Record<string, string>,
  viaHeaders: Record<string, string>,
  { trust, patienceMs }: Agents,
): Promise<IncomingMessage> {
  const target = `${url.hostname}:${url.port || '443'}`;
  const socket = await new Promise<import('node:net').Socket>((resolve, reject) => {
    const tunnel = requestHttp({
      ...endpointOf(via),
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...viaHeaders },
      timeout: patienceMs,
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
  const createConnection: RequestOptions['createConnection'] = () =>
    connectTls({ socket, servername: url.hostname, ...trust });
  const to = { ...endpointOf(url), path: `${url.pathname}${url.search}`, headers, createConnection };
  return answer(requestHttps, to, patienceMs);
}

/** Waits for the head of an answer, which may not come in drops either. */
function answer(
  send: typeof requestHttp,
  options: RequestOptions,
  patienceMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = send({ ...options, timeout: patienceMs });
    const giveUp = (): void => void request.destroy(stalled());
    const timer = setTimeout(giveUp, patienceMs);
    request.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    request.once('timeout', giveUp);
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
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

/** `name:password` in a URL. */
function loginOf(url: URL): string | undefined {
  if (url.username === '') return undefined;
  return `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
}

function basicAuth(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}
