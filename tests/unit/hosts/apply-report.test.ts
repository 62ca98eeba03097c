import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyReport } from '../../../builder/hosts/apply-report.ts';
import type { Host } from '../../../builder/hosts/mod.ts';
import type { InstallReport } from '../../../builder/model/mod.ts';

const NEW: Host = {
  name: 'compute-0-0',
  appliance: 'compute',
  rack: 0,
  rank: 0,
  macs: [],
  address: '10.1.0.2',
  bootAction: 'install',
  state: 'new',
  phase: '',
  percent: 0,
  sinceSeconds: 0,
  failures: 0,
  failureReason: '',
  revision: 1,
};

/** What becomes of a new host that reports all this, a second apart. */
function after(...reports: readonly InstallReport[]): Host {
  let host = NEW;
  for (const [at, report] of reports.entries()) host = { ...host, ...applyReport(host, report, at + 1) };
  return host;
}
const started = { event: 'started' } as const;
const failed = { event: 'failed', text: 'Disk too small' } as const;
const phase = (name: string, percent?: number): InstallReport => ({
  event: 'phase',
  phase: name,
  ...(percent === undefined ? {} : { percent }),
});

const test = suite('applyReport()');

test('a host that finished starts from its disk', () => {
  const host = after(started, failed, started, phase('packages', 40), { event: 'finished' });
  assert.equal([host.state, host.bootAction, host.percent], ['installed', 'os', 100]);
  assert.equal([host.failures, host.failureReason], [0, '']);
});

test('the third failure in a row makes it rescue, and keeps the reason', () => {
  const twice = after(started, failed, started, failed);
  assert.equal([twice.bootAction, twice.failures], ['install', 2]);
  const thrice = after(started, failed, started, failed, started, failed);
  assert.equal([thrice.bootAction, thrice.state, thrice.failures], ['rescue', 'failed', 3]);
  assert.is(thrice.failureReason, 'Disk too small');
});

test('one failure told twice is one', () => assert.is(after(started, failed, failed).failures, 1));

test('a plug that was pulled is no end: it installs again, but not for ever', () => {
  const once = after(started, phase('packages'), started);
  assert.equal([once.state, once.bootAction, once.failures], ['installing', 'install', 1]);
  assert.is(once.failureReason, 'Started again after phase "packages"');
  assert.is(after(started, started, started, started).bootAction, 'rescue');
});

test('a phase begins when its name changes', () => {
  const host = after(started, phase('disks', 5), phase('packages', 10), phase('packages', 20));
  assert.equal([host.sinceSeconds, host.percent], [3, 20]);
});

test('what a machine says cannot spoil a terminal or grow without end', () => {
  const host = after(started, { event: 'failed', text: `\u001b[2J\n${'x'.repeat(5000)}` });
  assert.match(host.failureReason, /^x+$/);
  assert.is(host.failureReason.length, 500);
  assert.is(after(started, phase('p', Number.NaN)).percent, 0);
  assert.is(after(started, phase('p', 1e9)).percent, 100);
});

test.run();
