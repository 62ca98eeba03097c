import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFootprint } from './footprint.ts';
import { type LocalFrontend, withLocalFrontend } from './local-frontend.ts';

const WARM_UP = 1500;
const RUNS = 5000;
const AT_ONCE = 8;

interface RandomRequest {
  readonly door: 'nginx' | 'http' | 'tls' | 'control';
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly token: string | null;
  readonly body: string | Buffer;
  /** Of 2^16 addresses: the bound for each is not what is tried here. */
  readonly from: number;
}

/** Requests that look like the real ones, and go wrong somewhere. */
function requestOf(token: string): fc.Arbitrary<RandomRequest> {
  const names = ['compute-0-0', 'compute-0-1', 'constructor', '__proto__', '..', '%2e%2e', '%00'];
  const word = fc.oneof(
    fc.constantFrom(
      'boot',
      'cairn',
      'v1',
      'hosts',
      'events',
      'log',
      'secrets',
      'ipxe',
      'grub',
      'watch',
      ...names,
    ),
    fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text)),
  );
  const name = fc.constantFrom(...names);
  const path = fc.oneof(
    fc.array(word, { maxLength: 5 }).map((words) => `/${words.join('/')}`),
    fc
      .tuple(name, fc.constantFrom('events', 'log', 'secrets'))
      .map(([host, what]) => `/v1/hosts/${host}/${what}`),
    fc.tuple(name, fc.integer()).map(([host, from]) => `/cairn/hosts/${host}/log?from=${from}`),
    fc.string({ maxLength: 30 }).map((mac) => `/boot/grub?mac=${encodeURIComponent(mac)}`),
    fc.constantFrom(
      '/v1/status',
      '/v1/publish',
      '/cairn/hosts',
      '/v1/secrets/munge_key',
      '/hosts/',
      '/netboot/',
    ),
  );
  const event = fc.record(
    {
      event: fc.constantFrom('phase', 'phase', 'started!', 'failed?', ''),
      phase: fc.oneof(fc.string(), fc.integer()),
      percent: fc.oneof(fc.double(), fc.string({ maxLength: 3 })),
      text: fc.string({ maxLength: 300 }),
      log: fc.string({ maxLength: 300 }),
    },
    { requiredKeys: [] },
  );
  return fc.record({
    door: fc.constantFrom(
      'nginx' as const,
      'http' as const,
      'tls' as const,
      'tls' as const,
      'control' as const,
    ),
    method: fc.constantFrom(
      'GET',
      'POST',
      'POST',
      'POST',
      'POST',
      'PUT',
      'DELETE',
      'HEAD',
      'OPTIONS',
      'PATCH',
    ),
    // These go on for ever, or open a discovery.
    path: path.filter((text) => !/^\/(cairn\/events|v1\/(watch|discover))(\/?$|\?)/.test(text)),
    type: fc.constantFrom(
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'nonsense',
      '',
    ),
    token: fc.constantFrom(token, token.slice(1), `${token}x`, '', null, null, null, null),
    body: fc.oneof(
      fc.constant('{"event":"phase","phase":"packages","percent":7}'),
      event.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    ),
    from: fc.integer({ min: 0, max: 0xffff }),
  });
}

/** @returns the status; 0 when the connection was closed without an answer */
function send(it: LocalFrontend, asked: RandomRequest): Promise<number> {
  const { door, method, path, type, token, body } = asked;
  const from = `127.9.${asked.from >> 8}.${asked.from & 0xff}`;
  const port = door === 'nginx' ? Number(new URL(it.url).port) : it.port();
  const to =
    door === 'http' || door === 'control'
      ? { socketPath: it.sockets[door] }
      : // The host's own address, where its token is good.
        { host: '127.0.0.1', port, localAddress: token === null ? from : '127.1.0.1' };
  const headers = {
    ...(type === '' ? {} : { 'content-type': type }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    'x-cairn-client': from,
  };
  return new Promise((resolve) => {
    const options = {
      ...to,
      path,
      method,
      headers,
      agent: false,
      rejectUnauthorized: false,
    };
    const request = (door === 'tls' ? httpsRequest : httpRequest)(options, (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', () => resolve(0));
    request.end(method === 'HEAD' || method === 'GET' ? undefined : body);
  });
}

const test = suite('random requests to every door');
test('some thousand: none fails inside, and the service does not grow', () =>
  withLocalFrontend(async (it) => {
    const machine = await it.installer('compute-0-0');
    await machine.event({ event: 'started' });
    const pid = it.pid();
    const untouched = async (): Promise<string> =>
      JSON.stringify((await it.state.listHosts()).filter(({ name }) => name !== 'compute-0-0'));
    const hosts = await untouched();
    const statuses = new Map<number, number>();
    const round = async (numRuns: number, seed: number): Promise<void> => {
      const requests = fc.sample(requestOf(machine.token), { numRuns, seed });
      const one = async (): Promise<void> => {
        for (let asked = requests.pop(); asked !== undefined; asked = requests.pop()) {
          const status = await send(it, asked);
          assert.ok(status < 500 || status === 501, `${JSON.stringify(asked)}: ${status}`);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, one));
    };
    await round(WARM_UP, 1);
    const before = readFootprint(it);
    await round(RUNS, 2);
    await new Promise((done) => setTimeout(done, 2000));
    const after = readFootprint(it);
    console.log(`  ${JSON.stringify({ before, after, statuses: Object.fromEntries(statuses) })}`);
    assert.is(it.pid(), pid);
    assert.not.match(it.journal(), /Request failed|Unhandled/);
    // What it keeps for each address is bounded; 20,000 requests more add 12 MB.
    assert.ok(after.memoryMb - before.memoryMb < 60, 'memory');
    assert.ok(after.descriptors - before.descriptors <= 4, 'descriptors');
    assert.ok(after.stateMb < 20, 'the state');
    assert.is(await untouched(), hosts, 'hosts without the token are as they were');
    assert.ok((statuses.get(204) ?? 0) > 0, 'some were real');
    assert.ok((await it.state.listAudit({ limit: 1e6 })).length <= 20_000);
    assert.is((await machine.event({ event: 'finished' })).status, 204);
  }));
test.run();
