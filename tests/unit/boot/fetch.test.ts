import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkSource } from '../../../builder/boot/fetch/check-source.ts';
import { fetchText } from '../../../builder/boot/fetch/fetch-text.ts';
import { insist } from '../../../builder/boot/fetch/insist.ts';
import type { Reply } from '../../../builder/boot/fetch/request.ts';
import { insistOnApt } from '../../../builder/boot/install/insist-on-apt.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';

const URL = 'http://10.1.1.1/graph.json';

/** A machine whose wget meets these HTTP statuses in turn, 0: refused connections; the last goes on for ever. */
function machineWith(statuses: readonly number[], text = 'text'): FakeMachine {
  let turn = 0;
  const fake: FakeMachine = createFakeMachine({}, (command) => {
    if (!command.startsWith('wget ')) return undefined;
    const status = statuses[Math.min(turn, statuses.length - 1)]!;
    turn += 1;
    if (status === 200) return { lines: [text] };
    const said = status === 0 ? 'failed: Connection refused.\n' : `  HTTP/1.1 ${status} Some Reason\n`;
    fake.files.set('/run/cairn/fetch.headers', said);
    return { status: status === 0 ? 4 : 8 };
  });
  return fake;
}

const tries = (fake: FakeMachine): number => fake.ran.filter((command) => command.startsWith('wget ')).length;

const text = suite('a document');
text('is asked for again while nobody answers, and people are told once a minute', () => {
  const fake = machineWith([...Array.from({ length: 14 }, () => 0), 200]);
  assert.is(fetchText(fake, URL, 'The graph'), 'text\n');
  assert.is(tries(fake), 15);
  const said = fake.files.get(PATHS.progress) ?? '';
  assert.is(said.match(/Waiting for "http:\/\/10\.1\.1\.1\/graph\.json": Connection refused/g)?.length, 2);
});
for (const status of [408, 425, 429, 500, 502, 503, 504])
  text(`is asked for again after ${status}`, () => {
    assert.is(fetchText(machineWith([status, 200]), URL, 'The graph'), 'text\n');
  });
for (const status of [400, 401, 403, 404, 410, 416])
  text(`is not asked for again after ${status}`, () => {
    const fake = machineWith([status, 200]);
    assert.throws(
      () => fetchText(fake, URL, 'The graph'),
      `The graph cannot be read from "${URL}": ${status} Some Reason`,
    );
    assert.is(tries(fake), 1);
  });
text('of a server that never comes back is given up after five minutes, with the reason', () => {
  const fake = machineWith([0]);
  const from = fake.now();
  assert.throws(() => fetchText(fake, URL, 'The graph'), /cannot be read from .*: Connection refused$/);
  const minutes = (fake.now() - from) / 60_000;
  assert.ok(minutes >= 5 && minutes < 6, String(minutes));
});
text('that is something else than a medium says so', () => {
  const identity = {
    name: 'tiny',
    version: '1',
    id: 'abc',
    suite: 'trixie',
    components: ['main'],
    epochSeconds: 1_700_000_000,
  };
  for (const answer of ['<html>Log in here</html>', '', 'null', '{}'])
    assert.throws(
      () => checkSource(machineWith([200], answer), 'http://10.1.1.1', identity),
      'There are no packages of Cairn at "http://10.1.1.1"',
    );
});
text.run();

const policy = suite('patience');
policy('begins anew with everything that has come', () => {
  const fake = createFakeMachine({});
  let got = 0;
  let turn = 0;
  const attempt = (): Reply => {
    turn += 1;
    // Every fourth minute a little more
    if (turn % 48 === 0) got += 1;
    return turn < 500 ? { kind: 'unreachable', reason: 'slow' } : { kind: 'done' };
  };
  assert.is(insist(fake, 'it', attempt, { progress: () => got }).kind, 'done');
});
policy.run();

interface AptWorld {
  readonly fake: FakeMachine;
  readonly runs: () => number;
  readonly insist: () => { readonly status: number };
}

/** apt that fails to fetch a package until the server has been asked for it so often; afterwards it succeeds. */
function aptWith(statuses: readonly number[], wasFetching = true): AptWorld {
  const fake = machineWith(statuses);
  let runs = 0;
  const run = (errors: string) => {
    runs += 1;
    if (tries(fake) >= statuses.length) return { status: 0, wasFetching: false };
    fake.append(errors, 'E: Failed to fetch http://10.1.1.1/pool/a_1.deb  Could not connect\nE: Unable\n');
    return { status: 100, wasFetching };
  };
  return { fake, runs: () => runs, insist: () => insistOnApt(fake, run) };
}

const apt = suite('apt');
apt('is begun anew once the server gives again what it could not fetch', () => {
  const world = aptWith([0, 0, 503, 0, 200]);
  assert.is(world.insist().status, 0);
  assert.is(world.runs(), 2);
  assert.ok(
    world.fake.ran.every((command) => / --spider http:\/\/10\.1\.1\.1\/pool\/a_1\.deb$/.test(command)),
  );
});
apt('that was refused before it could say that it fetches is begun anew too', () => {
  assert.is(aptWith([0, 200], false).insist().status, 0);
});
apt('ends at once where the server has no such package, with address and reason', () => {
  const world = aptWith([404, 200]);
  assert.throws(
    () => world.insist(),
    'A file of the distribution cannot be read from "http://10.1.1.1/pool/a_1.deb": 404 Some Reason',
  );
  assert.is(world.runs(), 1);
});
apt('is not given up while packages come', () => {
  const fake = createFakeMachine({});
  let runs = 0;
  const { status } = insistOnApt(fake, () => {
    runs += 1;
    fake.files.set(`${PATHS.target}/var/cache/apt/archives/p${runs}.deb`, '');
    return runs < 40 ? { status: 100, wasFetching: true } : { status: 0, wasFetching: false };
  });
  assert.equal([status, runs], [0, 40]);
});
apt.run();
