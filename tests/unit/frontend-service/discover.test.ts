import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DiscoverLine, readDiscovery } from '../../../builder/frontend/discover/client.ts';
import { renderDiscovery } from '../../../builder/frontend/discover/render.ts';
import { viewHost } from '../../../builder/frontend/service/web/host-view.ts';
import type { Discovery, Stranger } from '../../../builder/frontend/state/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { MAC, withService } from '../../fakes/frontend-service.ts';
import { createFakeState } from '../../fakes/frontend-state.ts';

const test = suite('cairn discover');
test('tells every change of a host once', () => {
  const told = new Map<string, string>();
  const state = createFakeState();
  const host = viewHost(state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] }));
  const say = (line: DiscoverLine): string[] => renderDiscovery(line, told);
  assert.equal(say({ kind: 'host', data: host }), [`compute-0-0 (${MAC}, 10.1.1.2) new`]);
  assert.equal(say({ kind: 'host', data: host }), []);
  const busy = { ...host, state: 'installing' as const, phase: 'packages', percent: 40 };
  assert.equal(say({ kind: 'host', data: busy }), [`compute-0-0 (${MAC}, 10.1.1.2) packages, 40 %`]);
  assert.equal(say({ kind: 'host', data: { ...busy, percent: 41 } }), [], 'not every percent');
  const failed = { ...host, state: 'failed' as const, failureReason: 'The disk is too small' };
  assert.match(say({ kind: 'host', data: failed })[0]!, /failed: The disk is too small$/);
});
test('tells what is waited for, whom it does not know, and who was removed', () => {
  const told = new Map<string, string>();
  const say = (line: DiscoverLine): string[] => renderDiscovery(line, told);
  const discovery: Discovery = {
    ...{ id: 1, appliance: 'compute', rack: 2, startedSeconds: 0, expiresSeconds: 30 },
  };
  assert.match(say({ kind: 'discovery', data: discovery })[0]!, /compute, rack 2/);
  assert.match(
    say({ kind: 'discovery', data: { ...discovery, replace: 'compute-0-7' } })[0]!,
    /a new machine for compute-0-7/,
  );
  const strangers = [
    { mac: MAC, detail: '' },
    { mac: '52:54:00:00:00:09', detail: 'printer' },
  ] as Stranger[];
  assert.equal(say({ kind: 'strangers', data: strangers }), [
    `${MAC} asked for an address`,
    '52:54:00:00:00:09 asked for an address (printer)',
  ]);
  assert.equal(say({ kind: 'strangers', data: strangers }), []);
  assert.equal(say({ kind: 'removed', data: { name: 'compute-0-1' } }), ['compute-0-1 was removed']);
});
test('a second discovery ends the first one', () =>
  withService(async (it) => {
    const socket = it.service.sockets.control;
    const wish = { appliance: 'compute', rack: 0 };
    let lines = 0;
    const count = (): void => {
      lines += 1;
    };
    const first = readDiscovery(wish, count, socket);
    while (lines === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await it.state.openDiscovery({ ...wish, lifetimeSeconds: 30 });
    await first;
  }));
test('a wish that the service refuses is wrong usage, in its own words', () =>
  withService(async (it) => {
    const wish = { appliance: 'compute', rack: 0, replace: 'compute-0-7' };
    const error = await readDiscovery(wish, () => {}, it.service.sockets.control).catch(
      (reason: unknown) => reason,
    );
    assert.instance(error, BuildError);
    assert.is((error as BuildError).exitCode, 2);
    assert.match((error as BuildError).message, 'There is no host "compute-0-7" to replace');
  }));
test('without a service: says what to look at', async () => {
  try {
    await readDiscovery({ appliance: 'compute', rack: 0 }, () => {}, '/nonexistent/cairnd.sock');
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof BuildError);
    assert.is(error.code, 'SERVICE_UNREACHABLE');
    assert.is(error.exitCode, 3);
  }
});
test.run();
