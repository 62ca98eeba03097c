import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';

const NAME = 'compute-0-0';

async function headersOf(it: TestService): Promise<Readonly<Record<string, string>>> {
  it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
  const { text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
  const token = /cairn\.token=(\S+)/.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(token).digest('hex');
  await it.ask(`/boot/proof/${NAME}/${hash}`, { port: 700 });
  return { authorization: `Bearer ${token}` };
}

/** What comes back on a bare connection until it is closed. */
function talk(socket: Socket, send: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    send(socket);
  });
}

const test = suite('bad requests to the service');
test('boot scripts: what is no card gets nothing', () =>
  withService(async (it) => {
    for (const path of [
      '/boot/grub',
      '/boot/grub?mac=',
      '/boot/grub?mac=52:54:00:12:34',
      '/boot/grub?mac=52:54:00:12:34:56:78',
      '/boot/grub?mac=01:00:5e:00:00:01',
      '/boot/grub?mac=00:00:00:00:00:00',
      '/boot/grub?mac=52:54-00:12:34:56',
      `/boot/grub?mac=${MAC}&mac=${MAC}`,
      '/boot/grub?mac=%00',
      '/boot/grub/..%2f..%2fetc%2fpasswd',
      '/boot/lilo?mac=52:54:00:12:34:56',
      `/boot/grub?mac=${'a'.repeat(4000)}`,
    ])
      assert.ok([400, 404].includes((await it.ask(path)).status), path);
    assert.equal(it.reports, []);
  }));
test('events: what is no event changes nothing', () =>
  withService(async (it) => {
    const headers = await headersOf(it);
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"started"',
      '{"event":"finishd"}',
      '{"event":"phase"}',
      '{"event":"phase","phase":""}',
      '{"event":"phase","phase":7}',
      '{"event":"started","more":1}',
      '{"event":"phase","phase":"x","percent":101}',
      '{"event":"phase","phase":"x","percent":"NaN"}',
      '{"event":"finished","__proto__":{"x":1}}',
      `{"event":"phase","phase":"${'x'.repeat(201)}"}`,
      `{"event":"failed","text":"${'x'.repeat(4001)}"}`,
      `${'['.repeat(20_000)}`,
      Buffer.from([0xff, 0xfe, 0, 1]),
    ];
    for (const body of bodies)
      assert.is((await it.tell(`/v1/hosts/${NAME}/events`, { headers, body })).status, 400, String(body).slice(0, 60));
    assert.is(it.state.hosts.get(NAME)?.state, 'new');
    assert.equal(it.reports, []);
  }));
test('events, logs and secrets: too much is cut off', () =>
  withService(async (it) => {
    const headers = await headersOf(it);
    const much = Buffer.alloc(300 * 1024, 'x');
    for (const path of ['events', 'log', 'secrets']) {
      const status = await it
        .tell(`/v1/hosts/${NAME}/${path}`, { headers, body: much })
        .then((answer) => answer.status)
        .catch(() => 413);
      assert.is(status, 413, path);
    }
    assert.equal(it.reports, []);
  }));
test('headers: too long, or no token in them', () =>
  withService(async (it) => {
    const long = await it.ask('/cairn/hosts', { headers: { x: 'y'.repeat(10_000) } });
    assert.ok([400, 431].includes(long.status));
    for (const authorization of ['', 'Basic eDp5', 'Bearer', 'Bearer x', `Bearer ${'x'.repeat(129)}`])
      assert.is((await it.tell(`/v1/hosts/${NAME}/secrets`, { headers: { authorization } })).status, 401);
  }));
test('names that are no hosts', () =>
  withService(async (it) => {
    const headers = await headersOf(it);
    for (const name of ['..', '%2e%2e', '..%2f..%2fetc%2fpasswd', 'constructor', '__proto__', '%00', 'A'.repeat(127)]) {
      const events = await it.tell(`/v1/hosts/${name}/events`, { headers, body: '{"event":"started"}' });
      assert.ok([400, 403, 404].includes(events.status), `${name} ${events.status}`);
      for (const path of [`/cairn/hosts/${name}`, `/cairn/hosts/${name}/log`])
        assert.ok([400, 404].includes((await it.ask(path)).status), path);
    }
    for (const from of ['-1', 'x', '1e99', 'NaN'])
      assert.is((await it.ask(`/cairn/hosts/${NAME}/log?from=${from}`)).status, 400, from);
    assert.equal(it.reports, []);
  }));
test('a slow sender is cut off, before and in the middle of a body', () =>
  withService(
    async (it) => {
      const head = `POST /v1/hosts/${NAME}/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`;
      const open = (): Socket => tlsConnect({ port: it.service.port, host: LOCAL, rejectUnauthorized: false });
      // Each of them ends because the service closes the connection.
      const said = await Promise.all([
        talk(connect(it.service.sockets.http), (socket) => socket.write('GET /cairn/ho')),
        talk(connect(it.service.sockets.http), () => {}),
        talk(open(), (socket) => socket.write('POST /v1/hos')),
        talk(open(), (socket) => socket.write(head)),
      ]);
      for (const text of said) assert.match(text, /^(?:HTTP\/1\.1 4\d\d |$)/);
      assert.is((await it.ask('/cairn/hosts')).status, 200);
    },
    { requestMs: 1000 },
  ));
test('who asks without end is told to wait', () =>
  withService(
    async (it) => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => it.ask('/cairn/hosts')));
      assert.is(answers.filter(({ status }) => status === 429).length, 20);
      assert.is((await it.ask('/cairn/hosts', { from: '10.1.9.9' })).status, 200, 'others are served');
    },
    { rate: { burst: 10, perSecond: 0.001 } },
  ));
test('bytes that are no HTTP and no TLS', () =>
  withService(async (it) => {
    for (const bytes of ['\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\x00\x01', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']) {
      await talk(connect(it.service.sockets.http), (socket) => socket.end(bytes));
      await talk(connect(it.service.port, LOCAL), (socket) => socket.end(bytes));
    }
    assert.is((await it.ask('/cairn/hosts')).status, 200);
    assert.equal(it.reports, []);
  }));
test.run();
