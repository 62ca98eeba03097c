import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DiscoverLine, readDiscovery } from '../../../builder/frontend/discover/client.ts';
import { renderDiscovery } from '../../../builder/frontend/discover/render.ts';
import { viewHost } from '../../../builder/frontend/service/web/host-view.ts';
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
