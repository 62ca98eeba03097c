import { Worker } from 'node:worker_threads';

/** What the server does with a request, one after the other; the last goes on for ever. */
export type Oddity =
  | { readonly status: number }
  /** The body, or what of it was asked for. */
  | { readonly body: string }
  /** The body as if nobody could ask for a part of it. */
  | { readonly wholeBody: string }
  /** So many bytes of the body, and the connection is gone. */
  | { readonly body: string; readonly cutAt: number }
  | { readonly reset: true };

export interface OddServer {
  /** Takes connections from now on. @returns the port, on the loopback interface */
  readonly open: () => number;
  /** What was asked: "GET /x" or "GET /x from 100". */
  readonly asked: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** Runs in a thread of its own: whoever asks here waits for its programs without serving anybody. */
const SERVER = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
const asked = [];
const turns = new Map();
const server = createServer((request, response) => {
  const range = /^bytes=(\\d+)-/.exec(request.headers.range ?? '');
  const from = range === null ? 0 : Number(range[1]);
  asked.push(request.method + ' ' + request.url + (range === null ? '' : ' from ' + from));
  const plan = workerData.paths[request.url] ?? [{ status: 404 }];
  const turn = turns.get(request.url) ?? 0;
  turns.set(request.url, turn + 1);
  const odd = plan[Math.min(turn, plan.length - 1)];
  if (odd.reset) return request.socket.resetAndDestroy();
  if (odd.status !== undefined) { response.statusCode = odd.status; return response.end(); }
  const part = odd.wholeBody === undefined && range !== null;
  const body = Buffer.from(odd.wholeBody ?? odd.body);
  if (part && from >= body.length) { response.statusCode = 416; return response.end(); }
  const bytes = part ? body.subarray(from) : body;
  if (part) response.setHeader('Content-Range', 'bytes ' + from + '-' + (body.length - 1) + '/' + body.length);
  response.writeHead(part ? 206 : 200, { 'Content-Length': bytes.length });
  if (odd.cutAt === undefined) return response.end(bytes);
  response.write(bytes.subarray(0, odd.cutAt), () => setTimeout(() => request.socket.destroy(), 50));
});
parentPort.on('message', (message) => {
  if (message === 'open') server.listen(workerData.port, '127.0.0.1');
  else parentPort.postMessage(asked);
});
server.on('listening', () => {
  Atomics.store(workerData.state, 0, server.address().port);
  Atomics.notify(workerData.state, 0);
});
`;

/**
 * A server that behaves as servers do on bad days. It refuses connections until it is opened.
 *
 * @param paths what it does with each; 404 for all others
 * @param port 0: any
 */
export function createOddServer(paths: Readonly<Record<string, readonly Oddity[]>>, port = 0): OddServer {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SERVER, { eval: true, workerData: { paths, port, state } });
  return {
    open() {
      worker.postMessage('open');
      // Whoever calls may be in the middle of a program that waits for nobody
      if (Atomics.wait(state, 0, 0, 20_000) === 'timed-out') throw new Error('The server does not start');
      return Atomics.load(state, 0);
    },
    async asked() {
      const answered = new Promise<readonly string[]>((resolve) => worker.once('message', resolve));
      worker.postMessage('asked');
      return answered;
    },
    stop: async () => void (await worker.terminate()),
  };
}
