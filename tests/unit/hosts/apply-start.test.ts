import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyReport } from '../../../builder/hosts/apply-report.ts';
import { applyStart, describeWait, type Host, isReady, judgeWait } from '../../../builder/hosts/mod.ts';
import type { StartWord } from '../../../builder/model/mod.ts';

const HOST: Host = {
  ...{ name: 'web-0-0', appliance: 'web', rack: 0, rank: 0, macs: [], address: '10.1.0.2', bootAction: 'os' },
  ...{
    state: 'installed',
    phase: '',
    percent: 100,
    sinceSeconds: 1,
    failures: 0,
    failureReason: '',
    revision: 1,
  },
};
const say = (host: Host, said: StartWord, now = 100): Host => ({ ...host, ...applyStart(host, said, now) });

const test = suite('the start of a host');

test('starting, ready, and starting again: it was ready meanwhile', () => {
  const starting = say(HOST, { word: 'starting' });
  assert.equal([starting.state, starting.readySeconds, starting.sinceSeconds], ['starting', undefined, 100]);
  const ready = say(starting, { word: 'ready' }, 200);
  assert.equal([ready.state, ready.readySeconds], ['ready', 200]);
  const again = say(ready, { word: 'starting' }, 300);
  assert.equal([again.state, again.readySeconds], ['starting', 200]);
});

test('one that failed is one failure however often it starts, and never asks for a rescue system', () => {
  let host = HOST;
  for (let start = 0; start < 5; start += 1) {
    host = say(host, { word: 'starting' });
    host = say(host, { word: 'failed', text: 'web (mine/nodes/web.xml:3):\tno\x1b[31m route' });
  }
  assert.equal([host.state, host.failures, host.bootAction], ['failed', 1, 'os']);
  assert.match(host.failureReason, /^web \(mine\/nodes\/web\.xml:3\): ?no/);
  const ready = say(host, { word: 'ready' });
  assert.equal([ready.state, ready.failures, ready.failureReason], ['ready', 0, '']);
  assert.is(say(HOST, { word: 'failed', text: ' ' }).failureReason, 'It did not say why');
});

test('one that failed is over when scripts have run well after all; the disk and the action stay', () => {
  const installed = { ...HOST, ...applyReport(HOST, { event: 'finished', disk: 'gpt:1' }, 3) };
  const broken = say(installed, { word: 'failed', text: 'No licence server' });
  assert.equal(
    [broken.state, broken.phase, broken.bootAction, broken.failures],
    ['failed', 'start', 'os', 1],
  );
  const mended = say(broken, { word: 'ready' }, 4);
  assert.equal(
    [mended.state, mended.phase, mended.percent, mended.failures, mended.failureReason],
    ['ready', '', 100, 0, ''],
  );
  assert.equal([mended.bootAction, mended.disk, mended.sinceSeconds], ['os', 'gpt:1', 4]);
});

test('what is waited for is a phase; asking again is no news', () => {
  const waiting = say(HOST, { word: 'waiting', text: 'waiting for database' }, 100);
  assert.equal(
    [waiting.state, waiting.phase, waiting.sinceSeconds],
    ['starting', 'waiting for database', 100],
  );
  assert.is(say(waiting, { word: 'waiting', text: 'waiting for database' }, 200).sinceSeconds, 100);
  assert.is(say(waiting, { word: 'ready' }).phase, '');
});

test('a new installation makes it one that was never ready', () => {
  const ready = say(HOST, { word: 'ready' });
  const failed: Host = { ...ready, ...applyReport(ready, { event: 'failed', text: 'x' }, 5) };
  assert.is(failed.readySeconds, 100);
  assert.not.ok('readySeconds' in applyReport(ready, { event: 'started' }, 5));
  assert.not.ok('readySeconds' in applyReport(ready, { event: 'finished' }, 5));
});

test('who waits: there, coming, or lost', () => {
  const judge = (change: Partial<Host>): string =>
    (['installed', 'ready'] as const).map((goal) => judgeWait({ ...HOST, ...change }, goal)).join(' ');
  assert.is(judge({}), 'there coming');
  assert.is(judge({ state: 'new', bootAction: 'install' }), 'coming coming');
  assert.is(judge({ state: 'starting' }), 'there coming');
  assert.is(judge({ state: 'ready' }), 'there there');
  assert.is(judge({ state: 'ready', bootAction: 'install' }), 'coming coming', 'about to be installed anew');
  assert.is(judge({ state: 'failed', bootAction: 'install' }), 'coming coming', 'the installer begins anew');
  assert.is(judge({ state: 'failed' }), 'lost lost');
  assert.is(judge({ state: 'failed', bootAction: 'rescue' }), 'lost lost');
  assert.not.ok(isReady({ state: 'ready', bootAction: 'install' }));
});

test('who is not there says why', () => {
  const told = (change: Partial<Host>): string => describeWait({ ...HOST, ...change });
  assert.is(told({}), 'web-0-0: installed, and has not said since that it starts');
  assert.is(
    told({ state: 'starting', phase: 'waiting for database' }),
    'web-0-0: starting, waiting for database',
  );
  assert.is(told({ state: 'ready', bootAction: 'install' }), 'web-0-0: ready, to be installed');
  assert.is(
    told({ state: 'failed', phase: 'start', failureReason: 'no route' }),
    'web-0-0: failed: no route',
  );
});

test.run();
