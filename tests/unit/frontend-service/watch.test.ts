import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Refusal } from '../../../builder/frontend/service/shared/http.ts';
import { createPlanAnswer } from '../../../builder/frontend/service/web/plan-answer.ts';
import { watchState } from '../../../builder/frontend/service/web/watch.ts';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';

/** Reads lines of a stream until one matches. */
function follow(
  socketPath: string,
  path: string,
  method = 'GET',
  body?: string,
  client: string = LOCAL,
): { readonly waitFor: (pattern: RegExp) => Promise<string>; readonly end: () => void } {
  let text = '';
  let wake = (): void => {};
  const headers = { 'x-cairn-client': client, ...(body ? { 'content-type': 'application/json' } : {}) };
  const asked = request({ socketPath, path, method, headers, agent: false }, (response) => {
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      wake();
    });
    response.on('error', () => {});
  });
  asked.on('error', () => {});
  asked.end(body);
  return {
    waitFor: async (pattern) => {
      while (!pattern.test(text))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return text;
    },
    end: () => asked.destroy(),
  };
}

async function whileWatching(it: TestService, action: () => Promise<void>): Promise<void> {
  const ending = new AbortController();
  const watching = watchState(it.context, ending.signal);
  try {
    await action();
  } finally {
    ending.abort();
    await watching;
  }
}

const test = suite('streams of the service');
test('the web page gets hosts as they change, by server-sent events', () =>
  withService((it) =>
    whileWatching(it, async () => {
      const stream = follow(it.service.sockets.http, '/cairn/events');
      await stream.waitFor(/retry/);
      it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
      await stream.waitFor(/event: host\ndata: \{"name":"compute-0-0"/);
      await it.state.recordReport('compute-0-0', { event: 'phase', phase: 'packages', percent: 40 });
      await stream.waitFor(/"phase":"packages","percent":40/);
      it.state.hosts.delete('compute-0-0');
      it.state.add({ name: 'compute-0-1', appliance: 'compute' });
      await stream.waitFor(/event: removed\ndata: \{"name":"compute-0-0"\}/);
      stream.end();
    }),
  ));
test('progress is told and nothing is written anew; what DHCP and documents say is', () =>
  withService((it) =>
    whileWatching(it, async () => {
      let published = 0;
      const { publish } = it.context;
      Object.assign(it.context, {
        publish: async () => {
          published += 1;
          await publish();
        },
      });
      const stream = follow(it.service.sockets.http, '/cairn/events');
      await stream.waitFor(/retry/);
      it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
      await stream.waitFor(/"name":"compute-0-0"/);
      const before = published;
      for (const percent of [10, 20, 30])
        await it.state.recordReport('compute-0-0', { event: 'phase', phase: 'disks', percent });
      await stream.waitFor(/"percent":30/);
      assert.is(published, before);
      it.state.add({ name: 'compute-0-1', appliance: 'compute' });
      await stream.waitFor(/"name":"compute-0-1"/);
      assert.is(published, before + 1);
      stream.end();
    }),
  ));
test('listeners of one address have a bound, and root has room beside them', () =>
  withService(
    async (it) => {
      const { http, control } = it.service.sockets;
      const of = (address: string) => follow(http, '/cairn/events', 'GET', undefined, address);
      const streams = Array.from({ length: 6 }, () => of('10.1.9.9'));
      const answers = await Promise.all(streams.map((stream) => stream.waitFor(/retry|error/)));
      assert.is(answers.filter((text) => /Too many/.test(text)).length, 2);
      const others = ['10.1.9.1', '10.1.9.2', '10.1.9.3', '10.1.9.4', '10.1.9.5', '10.1.9.6'].map(of);
      for (const other of others) await other.waitFor(/retry/);
      const late = of('10.1.9.7');
      await late.waitFor(/Too many/);
      const wish = JSON.stringify({ appliance: 'compute' });
      const discovery = follow(control, '/v1/discover', 'POST', wish);
      await discovery.waitFor(/"kind":"discovery"/);
      it.context.broadcast.send('removed', { name: 'gone-0-0' });
      await discovery.waitFor(/"kind":"removed"/);
      streams[0]!.end();
      while (it.context.broadcast.size() > 10) await new Promise((resolve) => setTimeout(resolve, 20));
      await of('10.1.9.7').waitFor(/retry/);
      for (const stream of [...streams, ...others, late, discovery]) stream.end();
    },
    { listeners: { total: 10, ofAddress: 4 } },
  ));
test('listeners have a bound', () =>
  withService(async (it) => {
    const streams = Array.from({ length: 30 }, () => follow(it.service.sockets.http, '/cairn/events'));
    const answers = await Promise.all(streams.map((stream) => stream.waitFor(/retry|error/)));
    assert.is(it.context.broadcast.size(), 10);
    assert.is(answers.filter((text) => /Too many/.test(text)).length, 20);
    for (const stream of streams) stream.end();
  }));
test('discovery is open while somebody looks, and over when the terminal is', () =>
  withService((it) =>
    whileWatching(it, async () => {
      const wish = JSON.stringify({ appliance: 'compute' });
      const stream = follow(it.service.sockets.control, '/v1/discover', 'POST', wish);
      await stream.waitFor(/"kind":"discovery"/);
      await it.ask(`/boot/ipxe?mac=${MAC}`);
      await stream.waitFor(/"kind":"host","data":\{"name":"compute-0-0"/);
      stream.end();
      while ((await it.state.currentDiscovery()) !== undefined)
        await new Promise((resolve) => setTimeout(resolve, 20));
    }),
  ));
test('a host that is not there cannot be replaced', () =>
  withService(async (it) => {
    const { status, text } = await it.control('/v1/discover', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appliance: 'compute', replace: 'compute-0-7' }),
    });
    assert.is(status, 400);
    assert.match(text, /compute-0-7/);
    assert.is(await it.state.currentDiscovery(), undefined);
  }));
test('the page shows a host’s description, and what it is made of', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC], bmc: 'ipmi://root@10.2.0.7' });
    const early = await it.ask('/cairn/hosts/compute-0-0');
    assert.match(early.text, 'Its document is not written yet');
    await it.context.publish();
    const { status, text } = await it.ask('/cairn/hosts/compute-0-0');
    assert.is(status, 200, text);
    const data = JSON.parse(text) as Record<string, unknown>;
    const contents = data['contents'] as { title: string; items: { name: string }[] }[];
    const packages = contents.find(({ title }) => title === 'Packages');
    assert.equal(
      packages?.items.map(({ name }) => name),
      ['bash'],
    );
    assert.not.match(text, /ipmi/);
    const page = await it.ask('/cairn/');
    assert.match(page.text, /<title>frontend: hosts<\/title>/);
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
    assert.not.match(page.text, /https?:\/\//, 'nothing is loaded from outside');
  }));
test('the page shows the plan of a host, and of nobody else', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    const plan = await it.ask('/cairn/hosts/compute-0-0/plan');
    assert.equal([plan.status, plan.text], [200, 'compute-0-0: nothing\n']);
    assert.match(String(plan.headers['content-type']), 'text/plain');
    assert.is((await it.ask('/cairn/hosts/compute-0-9/plan')).status, 404);
    assert.is((await it.ask('/cairn/hosts/--help/plan')).status, 404);
    assert.match((await it.ask('/cairn/client/main.js')).text, './plan.js');
    assert.is((await it.ask('/cairn/client/plan.js')).status, 200);
  }));
test('plans are made one after the other, once for all who ask meanwhile, and not too many', async () => {
  const begun: string[] = [];
  let release: () => void = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  const answer = createPlanAnswer(async (host) => {
    begun.push(host);
    await held;
    if (host === 'b') throw new Error('it failed');
    return `${host}: nothing\n`;
  }, 0);
  const texts = [answer('a'), answer('b'), answer('a'), answer('c')];
  const more = Array.from({ length: 5 }, (_, at) => answer(`more-${at}`));
  const refused = await answer('too-many').catch((error: Refusal) => error.status);
  assert.is(refused, 503);
  assert.equal(begun, ['a'], 'one at a time');
  release();
  const [a, b, again, c] = await Promise.allSettled(texts);
  assert.is(a?.status === 'fulfilled' && String(a.value), 'a: nothing\n');
  assert.is(again?.status === 'fulfilled' && String(again.value), 'a: nothing\n');
  assert.is(b?.status, 'rejected');
  assert.is(c?.status, 'fulfilled', 'one that fails keeps nobody waiting');
  await Promise.all(more);
  assert.equal(begun, ['a', 'b', 'c', ...more.map((_, at) => `more-${at}`)]);
});
test.run();
