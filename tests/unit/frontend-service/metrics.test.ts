import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectMetrics } from '../../../builder/frontend/service/metrics/collect-metrics.ts';
import { renderMetrics } from '../../../builder/frontend/service/metrics/render-metrics.ts';
import { createInstallCounts } from '../../../builder/frontend/service/shared/install-counts.ts';
import { watchState } from '../../../builder/frontend/service/web/watch.ts';
import type { Host, HostLife } from '../../../builder/hosts/mod.ts';
import { withService } from '../../fakes/frontend-service.ts';
import { parseMetrics } from '../../fakes/prometheus-text.ts';

const hostOf = (name: string, change: Partial<Host> = {}): Host =>
  ({
    ...{ name, appliance: 'compute', rack: 0, rank: 0, macs: [], address: '10.1.0.2', bootAction: 'os' },
    ...{ state: 'new', phase: '', percent: 0, sinceSeconds: 0, failures: 0, failureReason: '', revision: 1 },
    ...change,
  }) as Host;
const word = { release: 'abc', bootedSeconds: 0, load: 1, disks: [], failedCount: 3, failedUnits: [] };

const counts = suite('installations are counted');
counts('as hosts change: well, failed, interrupted, and how long it took', () => {
  const installs = createInstallCounts();
  let host = hostOf('c-0-0');
  const become = (change: Partial<Host>): void => {
    const before = host;
    host = { ...host, ...change };
    installs.see(before, host);
  };
  installs.see(undefined, hostOf('c-0-9', { state: 'ready', failures: 2 }));
  assert.is(installs.byAppliance().size, 0, "what was so before is nobody's doing");
  become({ state: 'installing', sinceSeconds: 1000 });
  become({ phase: 'packages', sinceSeconds: 1100 });
  become({ state: 'installed', sinceSeconds: 1200, release: 'abc' });
  become({ state: 'starting', sinceSeconds: 1300 });
  become({ state: 'failed', phase: 'start', failures: 1 });
  become({ state: 'ready', phase: '', failures: 0 });
  become({ state: 'installing', sinceSeconds: 2000 });
  become({ failures: 1, sinceSeconds: 2100 });
  become({ state: 'installed', sinceSeconds: 9000, failures: 0 });
  become({ state: 'installing', sinceSeconds: 10_000 });
  become({ state: 'failed', phase: 'disks', failures: 1 });
  const count = installs.byAppliance().get('compute')!;
  assert.equal([count.installed, count.failed, count.longer, count.totalSeconds], [2, 2, 1, 200 + 6900]);
  assert.equal(
    count.classes,
    [0, 0, 0, 1, 0, 0, 0, 0, 0, 0].map((_, at) => Number(at === 3)),
  );
});
counts.run();

const format = suite("metrics are in Prometheus' text format");
const hosts = [
  hostOf('c-0-0', { state: 'ready' }),
  hostOf('c-0-1', { state: 'ready', release: 'def' }),
  hostOf('l-0-0', { appliance: 'log"in\\\n', state: 'installing' }),
];
const lives = new Map<string, HostLife>([
  ['c-0-0', { isSilent: false, heardSeconds: 1234, word }],
  ['c-0-1', { isSilent: true }],
]);
const installs = createInstallCounts();
for (const seconds of [100, 100, 700, 9999]) {
  installs.see(hostOf('x'), hostOf('x', { state: 'installing', sinceSeconds: 0 }));
  installs.see(
    hostOf('x', { state: 'installing' }),
    hostOf('x', { state: 'installed', sinceSeconds: seconds }),
  );
}
const text = renderMetrics(
  collectMetrics({ hosts, lives, installs: installs.byAppliance(), memoryBytes: 1e8 }),
);

format('strictly, with what is known of hosts', () => {
  const metrics = parseMetrics(text);
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    metrics.find(
      (one) => one.name === name && Object.entries(labels).every(([key, it]) => one.labels[key] === it),
    )?.value;
  assert.is(value('cairn_hosts', { appliance: 'compute', state: 'ready' }), 2);
  assert.is(value('cairn_hosts', { appliance: 'compute', state: 'failed' }), 0);
  assert.is(value('cairn_hosts', { appliance: 'log"in\\\n', state: 'installing' }), 1);
  assert.is(value('cairn_hosts_alive', { appliance: 'compute' }), 1);
  assert.is(value('cairn_hosts_silent', { appliance: 'compute' }), 1);
  assert.is(value('cairn_hosts_by_release', { release: 'abc' }), 1);
  assert.is(value('cairn_hosts_by_release', { release: 'def' }), 1);
  assert.is(value('cairn_host_silent', { host: 'c-0-1' }), 1);
  assert.is(value('cairn_host_last_seen_timestamp_seconds', { host: 'c-0-0', appliance: 'compute' }), 1234);
  assert.is(value('cairn_host_last_seen_timestamp_seconds', { host: 'c-0-1' }), undefined);
  assert.is(value('cairn_host_failed_units', { host: 'c-0-0' }), 3);
  assert.is(value('cairn_installs_total', { appliance: 'compute' }), 4);
  const bucket = (le: string) => value('cairn_install_duration_seconds_bucket', { appliance: 'compute', le });
  assert.equal([bucket('60'), bucket('120'), bucket('900'), bucket('3600'), bucket('+Inf')], [0, 2, 3, 3, 4]);
  assert.is(value('cairn_install_duration_seconds_sum', { appliance: 'compute' }), 100 + 100 + 700 + 9999);
});
format('as promtool says, where it is', () => {
  const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text });
  if (error !== undefined) return;
  assert.is(status, 0, `${stdout}${stderr}`);
});
for (const wrong of [
  'a 1',
  '# TYPE a gauge\na{b=c} 1\n',
  '# TYPE a gauge\na 1\na 1\n',
  '# TYPE a gauge\nb 1\n',
])
  format(`which ${JSON.stringify(wrong)} is not`, () => {
    assert.throws(() => parseMetrics(wrong));
  });
format.run();

const service = suite('the service says how hosts are in numbers');
service('to whoever may see the page; a word in between is seen with the next numbers', () =>
  withService(async (it) => {
    const ending = new AbortController();
    const watching = watchState(it.context, ending.signal);
    it.state.add({ name: 'compute-0-0', appliance: 'compute' });
    await it.state.recordReport('compute-0-0', { event: 'started' });
    while (it.context.alive.findHost('compute-0-0')?.state !== 'installing')
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { status, headers, text: said } = await it.ask('/cairn/metrics');
    assert.equal([status, headers['content-type']], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    const installing = parseMetrics(said).find(({ labels }) => labels['state'] === 'installing');
    assert.is(installing?.value, 1);
    ending.abort();
    await watching;
  }),
);
service.run();
