import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openProgress } from '../../../builder/cli/build/progress.ts';
import type { ProgressEvent } from '../../../builder/io/mod.ts';
import { runCairn } from '../../fakes/cairn.ts';
import { steppingClock } from '../../fakes/io.ts';
import { type CatchOptions, catchOutput } from '../../fakes/terminal.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../build/fake-build.ts';

const test = suite<{
  fake: FakeBuild;
  cairn: (words: readonly string[], more?: CatchOptions) => ReturnType<typeof runCairn>;
}>('cairn build');
test.before(async (context) => {
  const fake = await openFakeBuild();
  const env = {
    CAIRN_KEYS: join(fake.dir, 'keys'),
    CAIRN_CACHE: join(fake.dir, 'cache'),
    CAIRN_MIRROR: fake.distro.mirror,
    SOURCE_DATE_EPOCH: '1700000000',
  };
  const recipe = join(fake.dir, 'recipes/tiny.yaml');
  context.fake = fake;
  context.cairn = (words, more = {}) =>
    runCairn(['build', recipe, '--output', join(fake.dir, 'out'), ...words], { env, ...more });
});
test.after(({ fake }) => closeFakeBuild(fake));

test('--dry-run prints the plan after the stages, and warnings on standard error', async ({
  fake,
  cairn,
}) => {
  const { exitCode, stdout, stderr } = await cairn(['--dry-run', '--site', join(fake.dir, 'site.yaml')]);
  assert.is(exitCode, 0);
  assert.match(stdout, /^Read the rolls \.\.\.\n/);
  assert.match(stdout, '\ntiny 1.0 for debian-13 amd64\n\nRolls\n  os 13  ');
  assert.match(stdout, '  compute: 2 nodes, 2 packages asked for, 5 with all they need, ');
  assert.match(stdout, /\n {2}Write manifest and checksums\n$/);
  assert.match(stderr, 'warning: Left out of the media because it is secret: password');
});

test('--json prints one event a line, and the plan as the last', async ({ cairn }) => {
  const { stdout } = await cairn(['--dry-run', '--json']);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; stage?: string; plan?: { output: string } });
  assert.equal(
    events.filter(({ type }) => type === 'stage-finished').map(({ stage }) => stage),
    ['rolls', 'own-packages', 'graph', 'lists-debian-13', 'closure'],
  );
  assert.is(events.at(-1)?.type, 'plan');
  assert.match(events.at(-1)?.plan?.output ?? '', /out\/tiny-1\.0-amd64$/);
});

test('a failure is an event too, with every problem', async ({ cairn }) => {
  const { exitCode, stdout, stderr } = await cairn(['--json', '--locked', '--lock', '/nowhere.lock']);
  assert.is(exitCode, 1);
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as {
    type: string;
    problems: { code: string }[];
  };
  assert.is(last.type, 'failed');
  assert.equal(
    last.problems.map(({ code }) => code),
    ['LOCK_MISSING'],
  );
  assert.match(stderr, 'No lock at /nowhere.lock');
});

const STAGES = [
  { id: 'one', title: 'First' },
  { id: 'idle', title: 'Nothing' },
  { id: 'two', title: 'Second' },
];
const EVENTS: readonly ProgressEvent[] = [
  { type: 'stage-started', stage: 'one', title: 'First' },
  { type: 'stage-advanced', stage: 'one', done: 5, total: 10, unit: 'items', detail: 'half' },
  { type: 'note', stage: 'one', text: 'waiting' },
  { type: 'note', text: 'of no stage' },
  { type: 'stage-finished', stage: 'one', title: 'First', seconds: 1, summary: '10 things' },
  { type: 'stage-started', stage: 'two', title: 'Second' },
];

async function draw(events: readonly ProgressEvent[], columns = 80): Promise<string> {
  const { stdout } = await catchOutput(
    async () => {
      const { progress, close } = await openProgress(false, STAGES, steppingClock(500));
      for (const event of events) progress(event);
      await close();
    },
    { isTTY: true, env: { TERM: 'xterm', NO_COLOR: '1' }, columns },
  );
  return stdout;
}

test('on a terminal every stage has a row: finished, skipped or failed', async () => {
  const done = await draw([...EVENTS, { type: 'stage-finished', stage: 'two', title: 'Second', seconds: 2 }]);
  assert.match(done, 'First: 10 things (1.0 s)');
  assert.match(done, 'Nothing: nothing to do');
  assert.match(done, 'Second (2.0 s)');
  const failed = await draw([
    ...EVENTS,
    { type: 'stage-failed', stage: 'two', title: 'Second', seconds: 2, message: 'no' },
  ]);
  assert.match(failed, 'Second (2.0 s)');
});

test('a window that is too narrow for bars gets lines', async () => {
  assert.match(await draw(EVENTS.slice(0, 1), 30), /^First \.\.\.\n$/);
});

test.run();
