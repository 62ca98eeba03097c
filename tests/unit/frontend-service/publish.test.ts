import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planPublished } from '../../../builder/frontend/service/publish/publish-plan.ts';
import { createPublisher } from '../../../builder/frontend/service/publish/publisher.ts';
import { findStrangerRange } from '../../../builder/frontend/service/publish/stranger-range.ts';
import type { HostDocument } from '../../../builder/model/mod.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { createFakeState, type FakeState } from '../../fakes/frontend-state.ts';
import { PUBLISHED, RELEASE } from '../../fakes/releases.ts';

const test = suite('what is written from the state');

async function withPublisher(
  action: (
    state: FakeState,
    publish: () => Promise<void>,
    folder: string,
    reloads: number[],
  ) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cairn-publish-'));
  const state = createFakeState();
  const reloads: number[] = [];
  const paths = { served: folder, kept: join(folder, 'kept'), run: folder, logs: folder };
  const { publish } = createPublisher({
    config: CONFIG,
    paths,
    state,
    releases: async () => PUBLISHED,
    reloadDnsmasq: async () => void reloads.push(1),
  });
  try {
    await action(state, publish, folder, reloads);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a document has the open attributes of every scope, and no secret', () => {
  const state = createFakeState();
  const host = state.add({
    name: 'compute-3-1',
    appliance: 'compute',
    rack: 3,
    rank: 1,
    macs: ['52:54:00:00:00:01'],
  });
  const set = (scope: 'global' | 'os' | 'appliance' | 'rack' | 'host', subject: string, secret = false) => ({
    scope,
    subject,
    name: secret ? 'hidden' : `of_${scope}`,
    value: secret ? 'HIDDEN' : subject,
    secret,
  });
  const { documents } = planPublished({
    config: CONFIG,
    releases: PUBLISHED,
    hosts: [host],
    attributes: [
      set('global', ''),
      set('os', 'debian'),
      set('appliance', 'compute'),
      set('appliance', 'login'),
      set('rack', '3'),
      set('host', 'compare'),
      set('host', 'compute-3-1'),
      set('global', '', true),
      set('host', 'compute-3-1', true),
    ],
    strangers: false,
  });
  const text = documents.get('compute-3-1')!;
  assert.not.match(text, /HIDDEN/);
  assert.equal((JSON.parse(text) as HostDocument).attributes, {
    global: { of_global: '' },
    os: { of_os: 'debian' },
    appliance: { of_appliance: 'compute' },
    rack: { of_rack: '3' },
    host: {
      host_mac: '52:54:00:00:00:01',
      host_address: host.address,
      of_host: 'compute-3-1',
      cairn_release: RELEASE,
    },
  });
});
test('only what changed is written, and dnsmasq reads again only when it must', () =>
  withPublisher(async (state, publish, folder, reloads) => {
    state.add({ name: 'a', appliance: 'compute', macs: ['52:54:00:00:00:01'] });
    await publish();
    assert.is(reloads.length, 1);
    await publish();
    await state.recordReport('a', { event: 'phase', phase: 'packages' });
    await publish();
    assert.is(reloads.length, 1);
    await state.openDiscovery({ appliance: 'compute', rack: 0, lifetimeSeconds: 60 });
    await publish();
    assert.is(reloads.length, 2);
    assert.not.match(readFileSync(join(folder, 'kept/dnsmasq/dhcp-hosts'), 'utf8'), /ignore/);
  }));
test('the document of a removed host is gone', () =>
  withPublisher(async (state, publish, folder) => {
    state.add({ name: 'a', appliance: 'compute' });
    state.add({ name: 'b', appliance: 'compute' });
    await publish();
    state.hosts.delete('a');
    await publish();
    assert.equal(readdirSync(join(folder, 'hosts')), ['b.json']);
  }));
test('what is there when publish() is called is written when it resolves', () =>
  withPublisher(async (state, publish, folder) => {
    const rounds = Array.from({ length: 20 }, (_, at) => {
      state.add({ name: `h${at}`, appliance: 'compute' });
      return publish().then(() => assert.ok(readdirSync(join(folder, 'hosts')).includes(`h${at}.json`)));
    });
    await Promise.all(rounds);
  }));
test('a document for every host of many', () =>
  withPublisher(async (state, publish, folder) => {
    for (let at = 0; at < 500; at += 1)
      state.add({
        name: `compute-0-${at}`,
        appliance: 'compute',
        macs: [
          `52:54:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
        ],
      });
    await publish();
    assert.is(readdirSync(join(folder, 'hosts')).length, 500);
    const lines = readFileSync(join(folder, 'kept/dnsmasq/dhcp-hosts'), 'utf8').split('\n');
    assert.is(lines.filter((line) => line.startsWith('52:54:00:')).length, 500);
  }));
test('strangers have the last quarter of the network', () => {
  assert.equal(findStrangerRange('10.1.1.1', 16), { from: '10.1.192.0', to: '10.1.255.254' });
  assert.equal(findStrangerRange('192.168.7.1', 24), { from: '192.168.7.192', to: '192.168.7.254' });
});
test.run();
