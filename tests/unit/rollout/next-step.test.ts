import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Host,
  judgeHost,
  judgeWave,
  listWaves,
  needsRestart,
  nextStep,
  planWaves,
  type Rollout,
  type RolloutHost,
  type RolloutSight,
} from '../../../builder/hosts/mod.ts';

const NOW = 10_000;

function hostOf(name: string, changes: Partial<Host> = {}): Host {
  return {
    ...{ name, appliance: 'compute', rack: 0, rank: 0, macs: [], address: '10.1.0.2', bootAction: 'os' },
    ...{
      state: 'ready',
      phase: '',
      percent: 100,
      sinceSeconds: 500,
      failures: 0,
      failureReason: '',
      revision: 1,
    },
    ...changes,
  };
}

function rowOf(host: string, wave: number, changes: Partial<RolloutHost> = {}): RolloutHost {
  return { host, wave, step: 'waiting', sinceSeconds: 0, why: '', isCounted: true, ...changes };
}

const begun = { step: 'begun', begunSeconds: 9000, sinceSeconds: 9000 } as const;

function rolloutOf(hosts: readonly RolloutHost[], changes: Partial<Rollout> = {}): Rollout {
  return {
    ...{ id: 1, kind: 'reinstall', state: 'running', reason: '', atOnce: 2, stopAfter: 1, hostSeconds: 7200 },
    ...{ isNewDisk: false, isOverwriting: false, madeSeconds: 0, hosts },
    ...changes,
  };
}

function ask(
  rollout: Rollout,
  hosts: readonly Host[] = rollout.hosts.map(({ host }) => hostOf(host)),
  drained: readonly string[] = [],
) {
  const sights = new Map(hosts.map((host) => [host.name, { host }]));
  return nextStep(rollout, { sights, drained: new Set(drained), nowSeconds: NOW });
}

const test = suite('a rollout');

test('has waves of so many hosts, in their order', () => {
  assert.equal(
    planWaves(['a', 'b', 'c'], 2).map(({ host, wave }) => `${host}${wave}`),
    ['a1', 'b1', 'c2'],
  );
  assert.is(judgeWave([{ step: 'good' }, { step: 'gone' }]), 'good');
  assert.is(judgeWave([{ step: 'good' }, { step: 'failed' }]), 'failed');
  assert.is(judgeWave([{ step: 'good' }, { step: 'waiting' }]), 'going');
  const waves = listWaves([rowOf('a', 2), rowOf('b', 1, { step: 'good' }), rowOf('c', 2)]);
  assert.equal(
    waves.map(({ wave, verdict, hosts }) => [wave, verdict, hosts.length]),
    [
      [1, 'good', 1],
      [2, 'waiting', 2],
    ],
  );
});

test('begins one wave, and the next when nothing of it is under way', () => {
  const [a, b, c] = [rowOf('a', 1), rowOf('b', 1), rowOf('c', 2)];
  assert.equal(ask(rolloutOf([a, b, c])).begin, ['a', 'b']);
  const half = ask(rolloutOf([{ ...a, ...begun }, { ...b, ...begun }, c]), [
    hostOf('a', { sinceSeconds: 9500 }),
    hostOf('b', { state: 'installing', bootAction: 'install', phase: 'packages', sinceSeconds: 9600 }),
    hostOf('c'),
  ]);
  assert.equal(half.moves, [{ host: 'a', step: 'good', why: '' }]);
  assert.equal(half.begin, []);
  assert.equal(ask(rolloutOf([{ ...a, step: 'good' }, { ...b, step: 'good' }, c])).begin, ['c']);
});

test('is done when every host is settled, and asks for nothing then', () => {
  const all = [rowOf('a', 1, { step: 'good' }), rowOf('b', 1, { step: 'gone' })];
  assert.equal(ask(rolloutOf(all)).turn, { state: 'done', reason: '' });
  for (const state of ['done', 'stopped'] as const)
    assert.equal(ask(rolloutOf([rowOf('a', 1)], { state })), { moves: [], returns: [], begin: [] });
});

test('stops by itself after so many failures: hosts under way are waited for, no other is begun', () => {
  const rows = [rowOf('a', 1, begun), rowOf('b', 1, begun), rowOf('c', 2)];
  const bad = hostOf('a', {
    state: 'failed',
    phase: 'packages',
    sinceSeconds: 9500,
    failureReason: 'no disk',
  });
  const going = hostOf('b', {
    bootAction: 'install',
    state: 'installing',
    phase: 'disk',
    sinceSeconds: 9500,
  });
  const order = ask(rolloutOf(rows), [bad, going, hostOf('c')]);
  assert.equal(order, {
    moves: [{ host: 'a', step: 'failed', why: 'failed, packages: no disk' }],
    returns: [],
    begin: [],
    turn: { state: 'stopping', reason: '1 host failed' },
  });
  // One more failure is allowed: the next wave waits for the second host all the same.
  assert.is(ask(rolloutOf(rows, { stopAfter: 2 }), [bad, going, hostOf('c')]).turn, undefined);
  const failed = { ...rows[0]!, step: 'failed' } as const;
  const stopping = { state: 'stopping', reason: '1 host failed' } as const;
  const over = ask(rolloutOf([failed, { ...rows[1]!, step: 'good' }, rows[2]!], stopping), [
    bad,
    hostOf('b'),
    hostOf('c'),
  ]);
  assert.equal(over.turn, { state: 'stopped', reason: '1 host failed' });
  assert.equal(over.begin, []);
  const forgiven = [{ ...failed, isCounted: false }, { ...rows[1]!, step: 'good' } as const, rows[2]!];
  assert.equal(ask(rolloutOf(forgiven), [bad, hostOf('b'), hostOf('c')]).begin, ['c'], 'once it was resumed');
});

test('goes on where it was interrupted: what was beginning is begun again, what is good is not', () => {
  const rows = [
    rowOf('a', 1, { step: 'good', begunSeconds: 9000 }),
    rowOf('b', 1, { step: 'beginning', begunSeconds: 9000 }),
    rowOf('c', 2),
  ];
  assert.equal(ask(rolloutOf(rows)).begin, ['b']);
  assert.equal(ask(rolloutOf(rows, { state: 'stopping', reason: 'said' })).begin, ['b']);
  const [waits, goes, comes] = [
    hostOf('b', { bootAction: 'install' }),
    hostOf('b', { bootAction: 'install', state: 'installing', sinceSeconds: 9100 }),
    hostOf('b', { sinceSeconds: 9900 }),
  ];
  assert.equal(
    [waits, goes, comes].map((host) => needsRestart(host, 9000)),
    [true, false, false],
  );
});

test('drains hosts first, and begins each when it is free', () => {
  const drain = { drainSeconds: 600 };
  const [a, b] = [rowOf('a', 1), rowOf('b', 1)];
  assert.equal(ask(rolloutOf([a, b], drain)).moves, [
    { host: 'a', step: 'draining', why: '' },
    { host: 'b', step: 'draining', why: '' },
  ]);
  const draining = { step: 'draining', sinceSeconds: NOW - 600 } as const;
  const rows = [
    { ...a, ...draining },
    { ...b, ...draining },
  ];
  const half = ask(rolloutOf(rows, drain), undefined, ['b']);
  assert.equal([half.begin, half.moves, half.returns], [['b'], [], []]);
  const late = ask(
    rolloutOf(
      rows.map((row) => ({ ...row, sinceSeconds: NOW - 601 })),
      drain,
    ),
    undefined,
    ['b'],
  );
  assert.equal(late.returns[0], { host: 'a', step: 'failed', why: 'not drained within 10 min' });
  const done = ask(rolloutOf([rowOf('a', 1, begun)], drain), [hostOf('a', { sinceSeconds: 9500 })]);
  assert.equal(
    [done.moves, done.returns],
    [[], [{ host: 'a', step: 'good', why: '' }]],
    'good and given back',
  );
  const ended = ask(rolloutOf(rows, { ...drain, state: 'stopping', reason: 'said' }));
  assert.equal(
    ended.returns.map(({ step }) => step),
    ['waiting', 'waiting'],
    'nothing was done to them',
  );
  assert.is(ended.turn, undefined, 'not before they were given back');
});

test('judges a host that was installed anew', () => {
  const judge = (changes: Partial<Host>, more: Omit<RolloutSight, 'host'> = {}) =>
    judgeHost('reinstall', { host: hostOf('a', { sinceSeconds: 9500, ...changes }), ...more }, 9000);
  assert.is(judge({}).kind, 'good');
  assert.is(judge({ bootAction: 'install' }).kind, 'waiting', 'ready as it was before');
  assert.is(judge({ state: 'failed', bootAction: 'install', failures: 1 }).kind, 'waiting', 'it tries again');
  assert.is(judge({ state: 'failed', bootAction: 'rescue', failures: 3 }).kind, 'failed');
  assert.is(
    judge({ state: 'failed', phase: 'start', failureReason: 'web: ended' }).why,
    'failed: web: ended',
  );
  assert.is(judge({ state: 'starting' }).kind, 'waiting');
  assert.is(judge({ state: 'installed' }).kind, 'waiting', 'it has not started');
  assert.is(judge({ state: 'installed' }, { heardSeconds: 9500 }).kind, 'waiting', 'heard before');
  assert.is(judge({ state: 'installed' }, { heardSeconds: 9501 }).kind, 'good');
  assert.is(judge({}, { isSilent: true, heardSeconds: 9600 }).kind, 'waiting');
  assert.is(judge({}, { isSilent: true, heardSeconds: 400 }).kind, 'good', 'it has not spoken since');
  assert.is(judge({ release: 'aaaaaaaaaaaa' }, { wanted: 'aaaaaaaaaaaa' }).kind, 'good');
  assert.equal(judge({ release: 'bbbbbbbbbbbb' }, { wanted: 'aaaaaaaaaaaa' }), {
    kind: 'failed',
    why: 'it runs release bbbbbbbbbbbb, and is to run aaaaaaaaaaaa',
  });
  assert.match(judge({ sinceSeconds: 500 }).why, /boot action was made "os" before it was installed/);
});

test('judges a host that was brought to its description', () => {
  const judge = (changes: Partial<Host>, more: Omit<RolloutSight, 'host'> = {}) =>
    judgeHost('apply', { host: hostOf('a', changes), ...more }, 9000);
  assert.is(judge({}).kind, 'good', 'ready as it was all the time');
  assert.is(judge({ state: 'failed', phase: 'start', failureReason: 'web: ended' }).kind, 'failed');
  assert.is(judge({ state: 'starting' }).kind, 'waiting');
  assert.is(judge({}, { isSilent: true, heardSeconds: 9600 }).kind, 'waiting');
  assert.is(judge({}, { isSilent: true, heardSeconds: 400 }).kind, 'good', 'it has not spoken since');
  const wanted = 'bbbbbbbbbbbb';
  assert.is(
    judge({ release: 'aaaaaaaaaaaa' }, { wanted }).kind,
    'good',
    'what it was installed with says nothing',
  );
  assert.is(judge({}, { wanted, said: '' }).kind, 'good');
  assert.is(judge({}, { wanted, said: 'aaaaaaaaaaaa' }).kind, 'waiting');
  assert.is(judge({}, { wanted, said: wanted }).kind, 'good');
});

test('a host that takes too long has failed; one that comes after all is good', () => {
  const rows = [rowOf('a', 1, begun)];
  const host = hostOf('a', { bootAction: 'install', state: 'installing', phase: 'packages' });
  const late = ask(rolloutOf(rows, { hostSeconds: 900 }), [host]);
  assert.equal(late.moves, [
    { host: 'a', step: 'failed', why: 'not back within 15 min: installing, packages' },
  ]);
  assert.equal(ask(rolloutOf(rows, { hostSeconds: 1000 }), [host]).moves, []);
  const failed = [rowOf('a', 1, { ...begun, step: 'failed' }), rowOf('b', 1, begun)];
  const [came, waits] = [hostOf('a', { sinceSeconds: 9900 }), hostOf('b', { bootAction: 'install' })];
  assert.equal(ask(rolloutOf(failed), [came, waits]).moves, [{ host: 'a', step: 'good', why: '' }]);
  assert.equal(ask(rolloutOf(failed, { kind: 'apply' }), [came, waits]).moves[0]?.host, 'b');
});

test('a host that was removed meanwhile is gone, and no failure', () => {
  const order = ask(rolloutOf([rowOf('a', 1, begun), rowOf('b', 2)]), [hostOf('b')]);
  assert.equal(order.moves, [{ host: 'a', step: 'gone', why: 'removed meanwhile' }]);
  assert.equal(order.begin, ['b']);
});

test.run();
