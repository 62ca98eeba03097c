import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { SERVICE_PATHS } from '../service/shared/config.ts';

/** One question at root's door of the service. */
export interface ServiceQuestion {
  readonly path: string;
  /** Sent as JSON, by POST. */
  readonly body?: unknown;
  /** Without a word for so long, it gives no answer. */
  readonly timeoutMs?: number;
  readonly socketPath?: string | undefined;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly text: string;
}

/** Opens a question. Rejects with what the system says when the service is not there. */
export function openQuestion({
  path,
  body,
  timeoutMs,
  socketPath = process.env['CAIRN_SOCKET'] || join(SERVICE_PATHS.run, 'cairnd.sock'),
}: ServiceQuestion): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const posted =
    text === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        };
  const timed = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, agent: false, ...posted, ...timed }, resolve);
    asked.on('timeout', () => asked.destroy(new Error('it says nothing')));
    asked.on('error', reject);
    asked.end(text);
  });
}

/** Asks, and reads the whole answer. Rejects as `openQuestion` does. */
export async function askService(question: ServiceQuestion): Promise<ServiceAnswer> {
  const response = await openQuestion(question);
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, text };
}
