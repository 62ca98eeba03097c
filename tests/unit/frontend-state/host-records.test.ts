import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeNode } from '../../fakes/records.ts';
import { openTemporary, type TestState } from './open-temporary.ts';

const test = suite<{ t: TestState }>('records of hosts');
test.before.each(async (context) => {
  context.t = await openTemporary();
});
test.after.each(({ t }) => t.end());

test('are those that hosts said last, go with them, and are in no export', async ({ t }) => {
  const { state } = t;
  await state.addHost({ appliance: 'compute', address: '10.1.0.9' });
  const [old, now] = ['one', 'two'].map((name) => describeNode(`<package>${name}</package>`).record);
  await state.putRecord('compute-0-0', old!, ['/etc/hosts']);
  await state.putRecord('compute-0-0', { ...now!, graph: 'new' });
  const [kept, ...others] = await state.listRecords();
  assert.is(kept!.host, 'compute-0-0');
  assert.is(kept!.summary.graph, 'new');
  assert.equal(kept!.drift, []);
  assert.not.ok('things' in kept!.summary);
  assert.equal(others, []);
  assert.equal(JSON.parse(JSON.stringify(await state.readRecord('compute-0-0'))), {
    ...JSON.parse(JSON.stringify(now)),
    graph: 'new',
  });
  assert.not.match(JSON.stringify(await state.dump()), /package two/);
  await state.removeHosts(['compute-0-0']);
  assert.equal(await state.listRecords(), []);
});

test('say what release a host runs', async ({ t }) => {
  const { state } = t;
  await state.addHost({ appliance: 'compute', address: '10.1.0.9' });
  const { record } = describeNode('');
  await state.putRecord('compute-0-0', { ...record, release: '0123456789ab' });
  const { revision } = (await state.findHost('compute-0-0'))!;
  await state.putRecord('compute-0-0', { ...record, release: '' });
  const host = (await state.findHost('compute-0-0'))!;
  assert.equal([host.release, host.revision], ['0123456789ab', revision]);
});

test('of nobody are refused', async ({ t }) => {
  const { record } = describeNode('');
  const refused = await t.state
    .putRecord('compute-0-7', record)
    .catch((error: { code: string }) => error.code);
  assert.is(refused, 'HOST_UNKNOWN');
});

test.run();
