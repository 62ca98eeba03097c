import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttpServer } from '../../../builder/frontend/service/shared/http.ts';
import { type AnswerLimits, boundAnswers } from '../../../builder/frontend/service/web/answer-room.ts';
import { createHostsAnswer } from '../../../builder/frontend/service/web/hosts-answer.ts';
import { createSharedAnswer } from '../../../builder/frontend/service/web/shared-answer.ts';
import type { Host } from '../../../builder/hosts/mod.ts';
import { withService } from '../../fakes/frontend-service.ts';

const LIMITS: AnswerLimits = {
  addressAnswers: 2,
  totalAnswers: 4,
  addressBytes: 3e6,
  totalBytes: 7e6,
  answerMs: 600_000,
};
/** More than sockets keep for one who does not read. */
const LARGE = 2_000_000;

interface Deaf {
  readonly socket: Socket;
  /** The status, as soon as the answer begins. */
  readonly status: Promise<number>;
}

/** Asks, reads the first line of the answer, and no more. */
function askDeaf(door: string, path: string, client: string): Deaf {
  const socket = connect(door);
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Cairn-Client: ${client}\r\n\r\n`);
  const status = new Promise<number>((done) => {
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      done(Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 0));
    });
    socket.once('close', () => done(-1));
  });
  return { socket, status };
}

interface Server {
  /** Its socket: what is not read stays in the program, but for some hundred kilobytes. */
  readonly door: string;
  readonly countConnections: () => Promise<number>;
}

async function withServer(limits: AnswerLimits, work: (server: Server) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-answers-'));
  const app = createHttpServer({ onFailure: (error) => assert.unreachable(error.message) });
  boundAnswers(app, limits, (url) => url.startsWith('/cairn/'));
  app.get('/cairn/large', async () => 'x'.repeat(LARGE));
  app.get('/boot', async () => 'boot');
  const door = join(folder, 'door');
  await app.listen({ path: door });
  try {
    await work({ door, countConnections: () => promisify(app.server.getConnections.bind(app.server))() });
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

const test = suite('answers that nobody reads');

test('one address may have so many, and all of them so many; what is not covered has room', () =>
  withServer({ ...LIMITS, addressBytes: 1e9, totalBytes: 1e9 }, async ({ door }) => {
    const statuses: number[] = [];
    const open: Deaf[] = [];
    for (const client of ['a', 'a', 'a', 'b', 'b', 'c']) {
      const one = askDeaf(door, '/cairn/large', client);
      open.push(one);
      statuses.push(await one.status);
    }
    assert.equal(statuses, [200, 200, 503, 200, 200, 503]);
    assert.is(await askDeaf(door, '/boot', 'a').status, 200);
    // Whoever goes away makes room.
    for (const { socket } of open) socket.destroy();
    let status = 0;
    while (status !== 200) status = await askDeaf(door, '/cairn/large', 'c').status;
  }));

test('their bytes are bounded: of one address, and of all', () =>
  withServer({ ...LIMITS, addressAnswers: 9, totalAnswers: 99 }, async ({ door }) => {
    const statuses: number[] = [];
    for (const client of ['a', 'a', 'b', 'c', 'd'])
      statuses.push(await askDeaf(door, '/cairn/large', client).status);
    assert.equal(statuses, [200, 503, 200, 200, 503]);
  }));

test('one that is not read is ended after a while', () =>
  withServer({ ...LIMITS, answerMs: 200 }, async ({ door, countConnections }) => {
    const { socket, status } = askDeaf(door, '/cairn/large', 'a');
    assert.is(await status, 200);
    while ((await countConnections()) > 0) await new Promise((done) => setTimeout(done, 20));
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const closed = new Promise((done) => socket.once('close', done));
    socket.resume();
    await closed;
    assert.ok(bytes < LARGE, `${bytes} bytes came`);
  }));

test('the list of all hosts is made once for all who ask meanwhile, and is never older than the question', async () => {
  let made = 0;
  let hosts: Host[] = [];
  const answer = createHostsAnswer(async () => {
    made += 1;
    const now = hosts;
    await new Promise((done) => setImmediate(done));
    return now;
  });
  const first = answer();
  hosts = [{ name: 'compute-0-0' } as Host];
  const others = await Promise.all(Array.from({ length: 60 }, answer));
  assert.is((await first).toString(), '[]');
  assert.is(made, 2);
  for (const other of others) assert.is(other, others[0], 'the same bytes');
  assert.match(others[0]!.toString(), /compute-0-0/);
  assert.is(await answer(), others[0], 'nothing changed: the same bytes again');
});

test('between two lists there is a rest that is as long as the list was dear', async () => {
  let nowMs = 0;
  const rests: Array<{ readonly ms: number; readonly end: () => void }> = [];
  const answer = createSharedAnswer(
    async () => {
      nowMs += 30;
      return nowMs;
    },
    {
      restAfter: (tookMs) => 20 * tookMs,
      nowMs: () => nowMs,
      wait: (ms) => new Promise((end) => rests.push({ ms, end })),
    },
  );
  assert.is((await answer()).toString(), '30', 'who asks first waits for nothing');
  const later = [answer(), answer()];
  await new Promise((done) => setImmediate(done));
  assert.equal(
    rests.map(({ ms }) => ms),
    [600],
  );
  assert.is(nowMs, 30, 'nothing is made while it rests');
  rests[0]!.end();
  assert.equal(
    (await Promise.all(later)).map((bytes) => bytes.toString()),
    ['60', '60'],
  );
});

test('a list that cannot be made is made again for the next who asks', async () => {
  let isBroken = true;
  const answer = createSharedAnswer(async () => {
    if (isBroken) throw new Error('no state');
    return [];
  });
  const first = answer();
  const second = answer();
  await first.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'no state'),
  );
  isBroken = false;
  assert.is((await second).toString(), '[]');
});

test('whoever looks at the page takes nothing from who starts there', () =>
  withService(
    async (it) => {
      const path = '/boot/ipxe?mac=52:54:00:12:34:56';
      const statuses: number[] = [];
      for (let turn = 0; turn < 8; turn += 1) statuses.push((await it.ask('/cairn/hosts')).status);
      assert.equal(statuses.slice(0, 4), [200, 200, 200, 200]);
      assert.is(statuses.at(-1), 429);
      assert.is((await it.ask(path)).status, 200);
    },
    { rate: { burst: 4, perSecond: 0.001 } },
  ));

test.run();
