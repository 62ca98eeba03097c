import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../../builder/model/mod.ts';
import { openTemporary, type TestState } from '../frontend-state/open-temporary.ts';

const WISH = {
  kind: 'reinstall',
  atOnce: 1,
  stopAfter: 1,
  hostSeconds: 60,
  isNewDisk: false,
  isOverwriting: false,
} as const;
const NAMES = ['compute-0-0', 'compute-0-1', 'compute-0-2'];

const test = suite<{ t: TestState }>('rollouts in the state');
test.before.each(async (context) => {
  context.t = await openTemporary();
  await context.t.state.addHosts(NAMES.map((name) => ({ name, appliance: 'compute', bootAction: 'os' })));
});
test.after.each(({ t }) => t.end());

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing',
    (error: BuildError) => error.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'),
  );
}

test('the word that a host begins and its boot action are one step, and it is asked once', async ({ t }) => {
  const { state } = t;
  const { id } = await state.addRollout({ ...WISH, isNewDisk: true }, NAMES);
  await state.recordReport('compute-0-0', { event: 'finished', disk: 'A-1' });
  t.nowSeconds = 2000;
  const begin = { moves: [{ host: 'compute-0-0', step: 'beginning', why: '' }] } as const;
  await state.changeRollout(id, begin);
  t.nowSeconds = 3000;
  await state.changeRollout(id, begin);
  const host = await state.findHost('compute-0-0');
  assert.equal([host?.bootAction, host?.disk], ['install', undefined]);
  assert.is((await state.findHost('compute-0-1'))?.bootAction, 'os', 'not before its wave');
  const events = await state.listEvents({ host: 'compute-0-0' });
  assert.is(events.filter(({ kind }) => kind === 'boot').length, 1);
  const row = (await state.findRollout(id))?.hosts[0];
  assert.equal([row?.step, row?.begunSeconds, row?.sinceSeconds], ['beginning', 2000, 2000]);
});

test('a host is in one rollout at a time', async ({ t: { state } }) => {
  const { id } = await state.addRollout(WISH, NAMES.slice(0, 2));
  assert.match(
    await messageOf(state.addRollout(WISH, NAMES.slice(1))),
    'ROLLOUT_BUSY: Host "compute-0-1" is in rollout 1, which goes on',
  );
  assert.match(await messageOf(state.addRollout(WISH, ['compute-9-9'])), 'HOST_UNKNOWN');
  assert.is((await state.listRollouts()).length, 1, 'and nothing of the other is written');
  await state.stopRollout(id, 'said');
  await state.changeRollout(id, { moves: [], turn: { from: 'stopping', state: 'stopped', reason: 'said' } });
  const other = await state.addRollout(WISH, NAMES);
  assert.match(await messageOf(state.resumeRollout(id)), 'ROLLOUT_BUSY: Host "compute-0-0" is in rollout 2');
  assert.match(await messageOf(state.stopRollout(id, '')), 'ROLLOUT_OVER');
  assert.match(await messageOf(state.stopRollout(7, '')), 'ROLLOUT_UNKNOWN');
  assert.is(other.id, 2);
});

test('who carries it out does not undo what somebody said meanwhile', async ({ t: { state } }) => {
  const { id } = await state.addRollout(WISH, NAMES);
  await state.stopRollout(id, 'said');
  await state.changeRollout(id, { moves: [], turn: { from: 'running', state: 'done', reason: '' } });
  assert.is((await state.findRollout(id))?.state, 'stopping');
});

test('resume: failures until now do not count any more, and are tried again where that is said', async ({
  t: { state },
}) => {
  const { id } = await state.addRollout(WISH, NAMES);
  await state.changeRollout(id, {
    moves: [
      { host: 'compute-0-0', step: 'failed', why: 'no disk' },
      { host: 'compute-0-1', step: 'good', why: '' },
    ],
    turn: { from: 'running', state: 'stopped', reason: '1 host failed' },
  });
  await state.resumeRollout(id);
  const first = await state.findRollout(id);
  assert.equal([first?.state, first?.reason, first?.endedSeconds], ['running', '', undefined]);
  assert.equal(
    first?.hosts.map(({ step, isCounted }) => [step, isCounted]),
    [
      ['failed', false],
      ['good', true],
      ['waiting', true],
    ],
  );
  await state.resumeRollout(id, { again: true });
  const again = (await state.findRollout(id))?.hosts[0];
  assert.equal([again?.step, again?.isCounted, again?.why], ['waiting', true, '']);
  const end = NAMES.map((host) => ({ host, step: 'good', why: '' }) as const);
  await state.changeRollout(id, { moves: end, turn: { from: 'running', state: 'done', reason: '' } });
  assert.match(await messageOf(state.resumeRollout(id, { again: true })), 'ROLLOUT_OVER');
});

test('a host that is called otherwise is the same; one that is removed leaves its line', async ({
  t: { state },
}) => {
  const { id } = await state.addRollout(WISH, NAMES);
  await state.removeHosts(['compute-0-1']);
  await state.addHosts([{ name: 'compute-0-2', newName: 'node-2' }], { update: true });
  assert.equal(
    (await state.findRollout(id))?.hosts.map(({ host }) => host),
    ['compute-0-0', 'compute-0-1', 'node-2'],
  );
  const [summary] = await state.listRollouts();
  assert.equal([summary?.waves, summary?.counts], [3, { waiting: 3 }]);
});

test('an export carries rollouts, and a name that no host may have is refused', async ({ t: { state } }) => {
  await state.addRollout({ ...WISH, drainSeconds: 60 }, NAMES);
  const dump = await state.dump();
  await state.restore(dump);
  assert.equal(await state.dump(), dump);
  const rows = dump.tables['rolloutHosts']!.map((row) => ({ ...row, host: `--${row['host']}` }));
  const refused = await messageOf(state.restore({ ...dump, tables: { ...dump.tables, rolloutHosts: rows } }));
  assert.match(refused, 'Bad name of a host "--compute-0-0"');
});

test('each change is news', async ({ t: { state } }) => {
  const stop = new AbortController();
  const seen: number[] = [];
  const { id } = await state.addRollout(WISH, NAMES);
  for await (const { rollouts } of state.watchChanges(stop.signal, 10)) {
    seen.push(rollouts);
    if (seen.length === 1)
      void state.changeRollout(id, { moves: [{ host: NAMES[0]!, step: 'draining', why: '' }] });
    else if (seen.length === 2) void state.stopRollout(id, 'said');
    else stop.abort();
  }
  assert.ok(seen[0]! < seen[1]! && seen[1]! < seen[2]!);
});

test.run();
