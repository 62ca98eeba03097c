import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArpTable } from '../../../builder/frontend/service/shared/neighbours.ts';
import { createRateLimit } from '../../../builder/frontend/service/shared/rate-limit.ts';
import { LOCAL, MAC, withService } from '../../fakes/frontend-service.ts';

const word = fc.oneof(
  fc.constantFrom(
    'boot',
    'cairn',
    'v1',
    'hosts',
    'events',
    'log',
    'secrets',
    'grub',
    'ipxe',
    'compute-0-0',
    MAC,
    '..',
  ),
  fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text)),
);
interface RandomRequest {
  readonly door: 'ask' | 'tell';
  readonly method: string;
  readonly path: string;
  readonly query: readonly [string, string] | null;
  readonly type: string;
  readonly body: string | Buffer;
  readonly from: string;
}
const request: fc.Arbitrary<RandomRequest> = fc.record({
  door: fc.constantFrom('ask' as const, 'tell' as const),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
  path: fc.array(word, { maxLength: 6 }).map((words) => `/${words.join('/')}`),
  query: fc.option(fc.tuple(fc.constantFrom('mac', 'from', 'x'), fc.string({ maxLength: 30 }))),
  type: fc.constantFrom(
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'nonsense',
    '',
  ),
  body: fc.oneof(
    fc.json(),
    fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  ),
  from: fc.constantFrom(LOCAL, '10.1.250.1', 'nobody', ''),
});

const test = suite('random requests to the service');
test('a few thousand: no failure inside, nothing changed, nothing kept', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: ['52:54:00:00:00:42'] });
    const before = JSON.stringify([...it.state.hosts]);
    const send = async ({ door, method, path, query, type, body, from }: RandomRequest) => {
      const asked = query === null ? path : `${path}?${query[0]}=${encodeURIComponent(query[1])}`;
      const headers = type === '' ? {} : { 'content-type': type };
      const answer = await it[door](asked, {
        method,
        headers,
        from,
        body: method === 'HEAD' ? '' : body,
      }).catch(() => undefined);
      assert.ok(answer === undefined || answer.status < 500, `${method} ${asked} ${answer?.status}`);
    };
    const notEvents = request.filter(({ path }) => path !== '/cairn/events');
    await fc.assert(fc.asyncProperty(notEvents, send), { numRuns: 300 });
    globalThis.gc?.();
    const memory = process.memoryUsage().heapUsed;
    await fc.assert(fc.asyncProperty(notEvents, send), { numRuns: 2500 });
    globalThis.gc?.();
    const grownBytes = process.memoryUsage().heapUsed - memory;
    assert.ok(grownBytes < 40 * 1024 * 1024, `grown by ${grownBytes} bytes`);
    assert.is(JSON.stringify([...it.state.hosts]), before);
    assert.equal(it.reports, []);
  }));
test('a rate limit never lets through more than it says, and remembers no more than it may', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.constantFrom('a', 'b', 'c')), {
        maxLength: 200,
      }),
      (steps) => {
        let now = 0;
        const allow = createRateLimit({ burst: 5, perSecond: 2, addresses: 3 }, () => now);
        const passed: Record<string, number> = {};
        for (const [wait, who] of steps) {
          now += wait;
          if (allow(who)) passed[who] = (passed[who] ?? 0) + 1;
        }
        for (const count of Object.values(passed)) assert.ok(count <= 5 + (now / 1000) * 2 + 1e-6);
      },
    ),
  );
});
test('the table of neighbours may hold anything', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseArpTable(text)));
});
test.run();
