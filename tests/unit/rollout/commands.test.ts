import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn, writeProgram } from '../../fakes/cairn.ts';
import { putRelease, RELEASE } from '../../fakes/releases.ts';
import { openStand, pause, type RolloutStand } from './stand.ts';

const BUNDLE = { format: 1, os: 'debian-13', rolls: [] } as const;

const test = suite<{ stand: RolloutStand }>('cairn rollout');
test.after.each(({ stand }) => stand.end());

test('host reinstall --at-once: a rollout is written down and carried out by its unit', async (context) => {
  const stand = await openStand(3);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  assert.is((await cairn('rollout', 'list', '--format', 'json')).stdout, '[]\n');
  const made = await cairn('host', 'reinstall', '@compute', '--at-once', '2');
  assert.match(made.stdout, 'Rollout 1: 3 hosts in 2 waves\n');
  assert.equal(await stand.words('systemctl'), [
    '--quiet enable cairn-rollout@1.service',
    '--no-block restart cairn-rollout@1.service',
  ]);
  assert.is((await stand.state.findHost('compute-0-0'))?.bootAction, 'os', 'the command itself begins none');
  assert.match((await cairn('host', 'reinstall', 'compute-0-1', '--at-once', '1')).stderr, 'is in rollout 1');
  const [told] = (await stand.state.listAudit()).filter(({ object }) => object === 'rollout 1');
  assert.equal([told?.after?.['state'], told?.command], ['running', 'host reinstall']);
  const ran = await cairn('rollout', 'run', '1');
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.is((await stand.words('systemctl')).at(-1), '--quiet disable cairn-rollout@1.service');
  assert.match(
    (await cairn('rollout', 'list')).stdout,
    /^ID {2}WHAT .*\n1 {3}reinstall {2}done {3}2 {6}3 good .*\n$/,
  );
  const shown = (await cairn('rollout', 'show', '1')).stdout;
  assert.match(
    shown,
    /^Rollout 1: reinstall, 2 at once, stops after 1 failure: done\nwave 1 is good\n {2}compute-0-0 {2}good/,
  );
  const watched = await cairn('rollout', 'watch');
  assert.is(watched.exitCode, 0);
  assert.match(watched.stdout, 'wave 2: compute-0-2: good\n');
  const [summary] = JSON.parse((await cairn('rollout', 'list', '--format', 'json')).stdout);
  assert.equal([summary.id, summary.state, summary.counts], [1, 'done', { good: 3 }]);
});

test('a host that cuts the connection as it goes down was restarted', async (context) => {
  const stand = await openStand(1);
  context.stand = stand;
  const script = `echo root@10.1.0.2 >> ${stand.dir}/restarted; echo "Connection to 10.1.0.2 closed by remote host." >&2; exit 255`;
  const { address } = (await stand.state.listHosts())[0]!;
  await writeProgram(join(stand.dir, 'bin'), 'ssh', script.replaceAll('10.1.0.2', address));
  await runCairn(['host', 'reinstall', '@compute', '--at-once', '1'], { env: stand.env });
  await runCairn(['rollout', 'run', '1'], { env: stand.env });
  assert.is((await stand.state.findRollout(1))?.hosts[0]?.step, 'good');
});

test('it stops at the host that fails, says how to go on, and goes on', async (context) => {
  const stand = await openStand(3);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  stand.broken.add('compute-0-1');
  await cairn('host', 'reinstall', '@compute', '--at-once', '1', '--stop-after', '1');
  await cairn('rollout', 'run', '1');
  const { exitCode, stdout, stderr } = await cairn('rollout', 'watch', '1');
  assert.is(exitCode, 3);
  assert.match(stdout, /wave 2: compute-0-1: failed: failed, started: third\n/);
  assert.match(stdout, 'stopped: 1 host failed\n');
  assert.match(stdout, 'Go on with the rest (1 host): cairn rollout resume 1\n');
  assert.match(stdout, 'Try again what failed (1 host): cairn rollout resume 1 --again\n');
  assert.match(stderr, 'Rollout 1: 1 host failed, 1 left as they were');
  assert.is((await stand.state.findHost('compute-0-2'))?.bootAction, 'os');
  await cairn('rollout', 'resume', '1');
  await cairn('rollout', 'run', '1');
  assert.equal(
    (await stand.state.findRollout(1))?.hosts.map(({ step }) => step),
    ['good', 'failed', 'good'],
  );
  stand.broken.clear();
  await cairn('rollout', 'resume', '1', '--again');
  await cairn('rollout', 'run', '1');
  assert.is((await cairn('rollout', 'watch', '1')).exitCode, 0);
  assert.equal([...stand.installations.values()], [1, 2, 1], 'nobody is repeated who was good');
});

test('--drain: hosts are begun when they are drained, and given back', async (context) => {
  const stand = await openStand(2, true);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  await cairn('host', 'reinstall', '@compute', '--at-once', '2', '--drain', '--drain-timeout', '600');
  const ran = cairn('rollout', 'run', '1');
  const hasAsked = async (line: string) => (await stand.words('hooks')).includes(line);
  while (!(await hasAsked('drained compute-0-0 compute-0-1'))) await pause(20);
  assert.is((await stand.state.findHost('compute-0-0'))?.bootAction, 'os');
  await writeFile(join(stand.dir, 'drained'), 'compute-0-0\ncompute-0-1\n');
  await ran;
  const asked = await stand.words('hooks');
  assert.is(asked[0], 'drain compute-0-0 compute-0-1');
  assert.equal(asked.slice(-2).sort(), ['resume compute-0-0', 'resume compute-0-1']);
  assert.equal(
    (await stand.state.findRollout(1))?.hosts.map(({ step }) => step),
    ['good', 'good'],
  );
});

test('rollout stop: what was only drained is given back, and the rest stays', async (context) => {
  const stand = await openStand(2, true);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  await cairn('host', 'reinstall', '@compute', '--at-once', '1', '--drain');
  const ran = cairn('rollout', 'run', '1');
  while (!(await stand.words('hooks')).includes('drained compute-0-0')) await pause(20);
  assert.match((await cairn('rollout', 'stop', '1')).stdout, 'ends when the hosts under way are back');
  await ran;
  const rollout = await stand.state.findRollout(1);
  assert.equal([rollout?.state, rollout?.reason], ['stopped', 'somebody said so']);
  assert.equal(
    rollout?.hosts.map(({ step }) => step),
    ['waiting', 'waiting'],
  );
  assert.is((await stand.words('hooks')).at(-1), 'resume compute-0-0');
  assert.equal(await stand.words('restarted'), []);
});

test('a host that comes back with another release than it is to get has failed', async (context) => {
  const stand = await openStand(2);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  const [used, other] = [RELEASE, 'bbbbbbbbbbbb'];
  putRelease(stand.env['CAIRN_SERVED']!, BUNDLE);
  stand.releases.set('compute-0-0', used).set('compute-0-1', used);
  const pin = { scope: 'host', subject: 'compute-0-1', name: 'cairn_release', value: other } as const;
  await stand.state.setAttributes([{ ...pin, secret: false }]);
  await cairn('host', 'reinstall', '@compute', '--at-once', '2');
  await cairn('rollout', 'run', '1');
  const hosts = (await stand.state.findRollout(1))?.hosts;
  assert.equal(
    hosts?.map(({ step, why }) => [step, why]),
    [
      ['good', ''],
      ['failed', `it runs release ${used}, and is to run ${other}`],
    ],
  );
});

test('rollout watch on a terminal: drawn again as hosts go on, and what does not fit is counted', async (context) => {
  const stand = await openStand(30);
  context.stand = stand;
  const { state, names, env } = stand;
  const wish = {
    kind: 'reinstall',
    atOnce: 15,
    stopAfter: 3,
    hostSeconds: 600,
    isNewDisk: false,
    isOverwriting: false,
  } as const;
  await state.addRollout(wish, names);
  await state.changeRollout(1, { moves: [{ host: names[3]!, step: 'begun', why: '' }] });
  let isOver = false;
  const { stdout, exitCode } = await runCairn(['rollout', 'watch', '1'], {
    env,
    isTTY: true,
    onOutput: (text) => {
      if (isOver || !text.includes('compute-0-3')) return;
      isOver = true;
      const moves = names.map((host) => ({ host, step: 'good', why: '' }) as const);
      void state.changeRollout(1, { moves, turn: { from: 'running', state: 'done', reason: '' } });
    },
  });
  assert.is(exitCode, 0);
  assert.match(stdout, /wave 1 goes on\u001b\[K\n {2}compute-0-0 /);
  assert.match(stdout, /compute-0-3 .*begun .*ready/);
  assert.match(stdout, /1[0-9] hosts not shown: cairn rollout show 1/);
  assert.match(stdout, 'stops after 3 failures: done');
});

test('a rollout that is not known any more is forgotten by its unit', async (context) => {
  const stand = await openStand(1);
  context.stand = stand;
  const { exitCode, stderr } = await runCairn(['rollout', 'run', '7'], { env: stand.env });
  assert.is(exitCode, 1, 'the unit does not start again');
  assert.match(stderr, 'Rollout 7 is not known');
  assert.equal(await stand.words('systemctl'), ['--quiet disable cairn-rollout@7.service']);
});

test('--release: the hosts of the rollout get it, and nobody does where there is no rollout', async (context) => {
  const stand = await openStand(2);
  context.stand = stand;
  const cairn = (...words: string[]) => runCairn(words, { env: stand.env });
  putRelease(stand.env['CAIRN_SERVED']!, BUNDLE);
  const refused = await cairn('host', 'reinstall', '@compute', '--release', 'cccc', '--at-once', '1');
  assert.match(refused.stderr, 'Release "cccc" is not on this frontend');
  const ask = () =>
    cairn('host', 'reinstall', 'compute-0-1', '--release', RELEASE.slice(0, 4), '--at-once', '1');
  assert.is((await ask()).exitCode, 0);
  const stored = await stand.state.listAttributes({ name: 'cairn_release' });
  assert.equal(stored, [
    { scope: 'host', subject: 'compute-0-1', name: 'cairn_release', value: RELEASE, secret: false },
  ]);
  await stand.state.removeAttribute('host', 'compute-0-1', 'cairn_release');
  assert.match((await ask()).stderr, 'is in rollout 1');
  assert.equal(await stand.state.listAttributes({ name: 'cairn_release' }), []);
});

test('options that do not go together are refused', async (context) => {
  const stand = await openStand(1);
  context.stand = stand;
  const refused = async (...words: string[]): Promise<string> => {
    const { exitCode, stderr } = await runCairn(['host', 'reinstall', '@all', ...words], { env: stand.env });
    assert.is(exitCode, words.includes('--drain') && words.includes('--at-once') ? 1 : 2, words.join(' '));
    return stderr;
  };
  assert.match(await refused('--stop-after', '2', '--drain'), '--stop-after and --drain is for a rollout');
  assert.match(await refused('--at-once', '1', '--drain-timeout', '9'), '--drain-timeout needs --drain');
  assert.match(await refused('--at-once', '1', '--no-restart'), '--no-restart does not go with --at-once');
  assert.match(await refused('--at-once', '1', '--drain'), 'No roll says how hosts are drained');
  assert.is((await runCairn(['rollout', 'show', 'x'], { env: stand.env })).exitCode, 2);
  assert.is((await runCairn(['rollout', 'show', '9'], { env: stand.env })).exitCode, 1);
});

test.run();
