import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { cleanLine, fail } from '../../model/mod.ts';
import type { BoardAccess } from './board.ts';
import { connectPinned, type Pin } from './pinned-tls.ts';

/** Something that a Redfish service says: a JSON object. */
export type Resource = Readonly<Record<string, unknown>>;

/** Asks one Redfish service. */
export interface RedfishClient {
  readonly get: (path: string) => Promise<Resource>;
  readonly send: (method: 'PATCH' | 'POST', path: string, body: unknown, etag?: string) => Promise<void>;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * A small client of DSP0266 with basic authentication. Node's `fetch` cannot look at a certificate before it sends the
 * password; this does, see `connectPinned`.
 */
export function createRedfishClient({ url, user, password }: BoardAccess, pin: Pin): RedfishClient {
  const name = url.hostname;
  let known = pin.known;
  const own: Pin = {
    get known() {
      return known;
    },
    keep: async (sha256) => {
      known = sha256;
      await pin.keep(sha256);
    },
  };
  const call = async (method: string, path: string, body?: unknown, etag?: string): Promise<Resource> => {
    // What a board says is data: it sends nobody to another server
    if (!path.startsWith('/') || path.startsWith('//'))
      return fail(
        'BMC_FAILED',
        `Management board "${name}" names "${cleanLine(path)}", which is no place of it`,
      );
    const text = body === undefined ? undefined : JSON.stringify(body);
    const socket = await connectPinned(url, own, TIMEOUT_MS);
    const headers = {
      accept: 'application/json',
      host: url.host,
      'odata-version': '4.0',
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      ...(etag === undefined ? {} : { 'if-match': etag }),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const { status, text: answer } = await exchange(socket, { method, path, headers }, text).catch(
      (error: Error) => fail('BMC_FAILED', `Management board "${name}" breaks off: ${error.message}`),
    );
    if (status >= 200 && status < 300) return parseAnswer(answer, name);
    const what = status === 401 ? 'does not take this user and password' : `refuses ${method} ${path}`;
    const why = explain(answer);
    return fail(
      'BMC_FAILED',
      `Management board "${name}" ${what}: status ${status}${why === '' ? '' : `, ${why}`}`,
    );
  };
  return {
    get: (path) => call('GET', path),
    send: async (method, path, body, etag) => void (await call(method, path, body, etag)),
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

async function exchange(
  socket: TLSSocket,
  asked: Asked,
  body: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ ...asked, timeout: TIMEOUT_MS, createConnection: () => socket }, resolve);
      sent.on('timeout', () => sent.destroy(new Error('it says nothing')));
      sent.on('error', reject);
      sent.end(body);
    });
    let text = '';
    response.setEncoding('utf8');
    for await (const chunk of response) {
      text += chunk;
      if (text.length > MOST_BYTES) throw new Error('it does not come to an end');
    }
    return { status: response.statusCode ?? 0, text };
  } finally {
    socket.destroy();
  }
}

function parseAnswer(text: string, name: string): Resource {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Resource;
  } catch {
    // Said below
  }
  return fail('BMC_FAILED', `Management board "${name}" does not speak JSON`);
}

/** What the standard lets a service say about an error. */
function explain(text: string): string {
  try {
    const { error } = JSON.parse(text) as {
      error?: { message?: string; '@Message.ExtendedInfo'?: { Message?: string }[] };
    };
    return cleanLine(error?.['@Message.ExtendedInfo']?.[0]?.Message ?? error?.message ?? '').slice(0, 300);
  } catch {
    return '';
  }
}
