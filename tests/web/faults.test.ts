import { get } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFootprint } from './footprint.ts';
import type { Installer } from './installer.ts';
import { type LocalFrontend, withLocalFrontend } from './local-frontend.ts';
import { type Door, openRaw, statusOf, talk } from './raw.ts';

/** Every way in, with something that can be asked for there. */
interface Entrance {
  readonly name: string;
  readonly door: Door;
  readonly get: string;
  readonly post: string;
}

function listEntrances(it: LocalFrontend): readonly Entrance[] {
  const nginx = { port: Number(new URL(it.url).port), tls: false };
  const http = { path: it.sockets.http };
  return [
    {
      name: 'boot scripts by nginx',
      door: nginx,
      get: '/boot/ipxe?mac=52:54:00:ff:00:01',
      post: '/boot/ipxe',
    },
    { name: 'web page by nginx', door: nginx, get: '/cairn/hosts', post: '/cairn/hosts' },
    { name: 'host documents by nginx', door: nginx, get: '/hosts/compute-0-0.json', post: '/hosts/' },
    { name: 'the socket behind nginx', door: http, get: '/cairn/hosts', post: '/cairn/events' },
    {
      name: 'events',
      door: { port: it.port(), tls: true },
      get: '/v1/hosts/compute-0-0/events',
      post: '/v1/hosts/compute-0-0/events',
    },
    {
      name: 'logs',
      door: { port: it.port(), tls: true },
      get: '/v1/hosts/compute-0-0/log',
      post: '/v1/hosts/compute-0-0/log',
    },
    {
      name: 'secrets',
      door: { port: it.port(), tls: true },
      get: '/v1/hosts/compute-0-0/secrets',
      post: '/v1/hosts/compute-0-0/secrets',
    },
    { name: 'control socket', door: { path: it.sockets.control }, get: '/v1/status', post: '/v1/discover' },
  ];
}

/** Each with an address of its own: what is asked of one must not be refused because of another. */
let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `127.7.${addresses >> 8}.${1 + (addresses & 127)}`;
}

const MUCH = 3_000_000;
/** Requests that are too much, by what is too much about them. */
const TOO_MUCH: Readonly<Record<string, (it: Entrance) => string>> = {
  'a long address': ({ get }) => `GET ${get}${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'a long header': ({ get }) => `GET ${get} HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(100_000)}\r\n\r\n`,
  'many headers': ({ get }) =>
    `GET ${get} HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 20_000 }, (_, at) => `X-${at}: 1\r\n`).join('')}\r\n`,
  'a long body': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${MUCH}\r\n\r\n${'z'.repeat(MUCH)}`,
  'a long body in pieces': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${'ffff\r\n'.concat('z'.repeat(65_535), '\r\n').repeat(40)}0\r\n\r\n`,
  'a body that only says it is long': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n{`,
};
/** Requests that are none. */
const WRONG: Readonly<Record<string, (it: Entrance) => string>> = {
  'no HTTP': () => '\0\x01\x02\xff\xfe\r\n\r\n',
  'half a line': ({ get }) => `GET ${get}`,
  'HTTP/2': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'another version': ({ get }) => `GET ${get} HTTP/9.9\r\nHost: x\r\n\r\n`,
  'a blank name of a header': ({ get }) => `GET ${get} HTTP/1.1\r\nHost: x\r\n : y\r\n\r\n`,
  'a zero byte in a header': ({ get }) => `GET ${get} HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n`,
  'two lengths': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`,
  'a length and pieces': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n`,
  'a negative length': ({ post }) => `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`,
  'pieces without a size': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
  'an unknown method': ({ get }) => `BREW ${get} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'a method that nobody serves': ({ get }) =>
    `DELETE ${get} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'a tunnel': () => 'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: 10.0.0.1:22\r\n\r\n',
  'the address of another server': () =>
    'GET http://192.0.2.1/nothing HTTP/1.1\r\nHost: 192.0.2.1\r\nConnection: close\r\n\r\n',
  'broken percent signs': () => 'GET /cairn/hosts/%ZZ%/log HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a way out of the folder': () =>
    'GET /hosts/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'an encoded way out': () =>
    'GET /hosts/%2e%2e/%2e%2e/state.db HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'JSON that is none': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{"a":[[[}`,
  'a prototype in JSON': ({ post }) =>
    `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 44\r\n\r\n{"__proto__":{"x":1},"appliance":"compute"} `,
};

/** The service is there, serves, and wrote of no failure. */
async function checkAlive(it: LocalFrontend, machine: Installer, pid: number): Promise<void> {
  assert.is((await fetch(`${it.url}/cairn/hosts`)).status, 200);
  assert.is((await machine.event({ event: 'phase', phase: 'packages', percent: 7 })).status, 204);
  assert.is(it.pid(), pid);
  assert.not.match(it.journal(), /Request failed|Unhandled/);
}

const test = suite('every door, and what nobody should send');
test('too much and wrong: refused, and nothing is left of it', () =>
  withLocalFrontend(async (it) => {
    const machine = await it.installer('compute-0-0');
    await machine.event({ event: 'started' });
    const hosts = JSON.stringify((await it.state.listHosts()).filter(({ name }) => name !== 'compute-0-0'));
    const pid = it.pid();
    const round = async (): Promise<void> => {
      for (const entrance of listEntrances(it)) {
        for (const [what, make] of [...Object.entries(TOO_MUCH), ...Object.entries(WRONG)]) {
          const said = await talk(entrance.door, make(entrance), {
            end: true,
            from: nextAddress(),
          });
          const label = `${entrance.name}: ${what}: ${said.text.slice(0, 80)}`;
          const status = statusOf(said);
          // 501 and 505 are the words for methods and versions that there are not.
          if (status !== 0)
            assert.ok((status >= 400 && status < 500) || status === 501 || status === 505, label);
          else assert.not.match(said.text, /root:|compute-0-1|SQLite/, label);
          assert.not.match(said.text, /root:x:|SQLite format|HTTP\/1\.1 200/, label);
        }
      }
      await checkAlive(it, machine, pid);
    };
    await round();
    const before = readFootprint(it);
    for (let again = 0; again < 3; again += 1) await round();
    await new Promise((done) => setTimeout(done, 1000));
    const after = readFootprint(it);
    console.log(`  ${JSON.stringify({ before, after })}`);
    assert.ok(after.memoryMb - before.memoryMb < 40, 'memory');
    assert.ok(after.descriptors - before.descriptors <= 4, 'descriptors');
    assert.is(
      JSON.stringify((await it.state.listHosts()).filter(({ name }) => name !== 'compute-0-0')),
      hosts,
    );
  }));
test('slow and half-open connections by the hundred: others are served, all of them end', () =>
  withLocalFrontend(async (it) => {
    const machine = await it.installer('compute-0-0');
    await machine.event({ event: 'started' });
    const pid = it.pid();
    const before = readFootprint(it);
    const slow = listEntrances(it).flatMap(({ name, door, get: path, post }) => [
      // A line at a time, never all of them.
      ...Array.from({ length: 25 }, () => ({
        name,
        door,
        bytes: [`GET ${path} HTTP/1.1\r\n`, ...Array(60).fill('X-A: b\r\n')],
      })),
      // A body that does not end.
      ...Array.from({ length: 10 }, () => ({
        name,
        door,
        bytes: [
          `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
          ...Array(60).fill(' '),
        ],
      })),
      // Not a word; for TLS this is a handshake that does not go on.
      ...Array.from({ length: 10 }, () => ({
        name,
        door: 'path' in door ? door : { ...door, tls: false },
        bytes: [] as string[],
      })),
    ]);
    let open = slow.length;
    const ends = slow.map(async ({ door, bytes }) => {
      await talk(door, bytes, { pauseMs: 500, from: nextAddress() });
      open -= 1;
    });
    // Others are served while the slow ones are there, not after them.
    await checkAlive(it, machine, pid);
    assert.ok(open > 0, `${open} of ${slow.length} are open`);
    await Promise.all(ends);
    await checkAlive(it, machine, pid);
    const after = readFootprint(it);
    assert.ok(
      after.descriptors - before.descriptors <= 6,
      `${before.descriptors} ${after.descriptors} descriptors`,
    );
    assert.ok(after.memoryMb - before.memoryMb < 60, `${before.memoryMb} ${after.memoryMb} MB`);
  }));
test('who listens and does not read, who goes away without a word', () =>
  withLocalFrontend(
    async (it) => {
      const machine = await it.installer('compute-0-0');
      await machine.event({ event: 'started' });
      const pid = it.pid();
      const before = readFootprint(it);
      const door = { path: it.sockets.http };
      // 230 want to follow, of 46 addresses, of whom none reads; 200 are let in.
      const deaf = Array.from({ length: 230 }, () => openRaw(door));
      for (const [at, socket] of deaf.entries()) {
        socket.on('error', () => {});
        socket.pause();
        socket.write(`GET /cairn/events HTTP/1.1\r\nHost: x\r\nX-Cairn-Client: 127.9.0.${at % 46}\r\n\r\n`);
      }
      const names = (await it.state.listHosts()).map(({ name }) => name);
      for (let round = 0; round < 4; round += 1) {
        await Promise.all(
          names.map((name) =>
            it.state.recordReport(name, { event: 'phase', phase: 'x'.repeat(190), percent: round }),
          ),
        );
        await checkAlive(it, machine, pid);
      }
      const during = readFootprint(it);
      console.log(`  ${JSON.stringify({ before, during })}`);
      assert.ok(during.memoryMb < 300, `${during.memoryMb} MB`);
      for (const socket of deaf) socket.destroy();
      await new Promise((done) => setTimeout(done, 1500));
      assert.ok(readFootprint(it).descriptors - before.descriptors <= 6);
      await checkAlive(it, machine, pid);
      // There is room again.
      const status = await new Promise((done) => {
        const asked = get(`${it.url}/cairn/events`, (response) => {
          done(response.statusCode);
          asked.destroy();
        });
        asked.on('error', () => {});
      });
      assert.is(status, 200);
    },
    { hosts: 400 },
  ));
test.run();
