import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Recipe } from '../../../builder/build/mod.ts';
import { stageTable } from '../../../builder/build/stages/stage-table.ts';
import { recordProgress, steppingClock } from '../../fakes/io.ts';

const recipe = { os: 'debian-13', media: { iso: false, netboot: true } } as Recipe;

function watch() {
  const { events, progress } = recordProgress();
  return { events, progress, clock: steppingClock(1000), times: [] };
}

const add = { id: 'add', title: 'Add', run: async ({ a }: { a: number }) => ({ sum: a + 1 }) };

const test = suite('stageTable()');

test('gives each stage what those before it made, and returns all of it', async () => {
  const table = stageTable<{ readonly a: number }>()
    .stage(add)
    .stage({ id: 'say', title: 'Say', run: async ({ sum }: { sum: number }) => ({ text: `${sum}` }) });
  assert.equal(await table.run(recipe, { a: 1 }, watch()), { a: 1, sum: 2, text: '2' });
});

test('events carry the id and the title of the row; times are those of finished stages', async () => {
  const watching = watch();
  await stageTable<object>()
    .stage({ id: ({ os }) => `lists-${os}`, title: 'Read', run: (_, { report }) => report(async () => {}) })
    .stage({ id: 'idle', title: 'Nothing to do', run: async () => {} })
    .run(recipe, {}, watching);
  assert.equal(
    watching.events.map((event) => `${event.type} ${event.stage}`),
    ['stage-started lists-debian-13', 'stage-finished lists-debian-13'],
  );
  assert.equal(watching.times, [{ stage: 'lists-debian-13', seconds: 1 }]);
});

test('lists and runs only what the recipe has', async () => {
  const ran: string[] = [];
  const note = (id: string) => ({ id, title: id, run: async () => void ran.push(id) });
  const table = stageTable<object>()
    .stageWhen(({ media }) => media.iso, note('iso'))
    .stageWhen(({ media }) => media.netboot, note('netboot'));
  assert.equal(table.list(recipe), [{ id: 'netboot', title: 'netboot' }]);
  await table.run(recipe, {}, watch());
  assert.equal(ran, ['netboot']);
});

test('a stage that fails ends the build, and is not among the times', async () => {
  const watching = watch();
  const table = stageTable<object>()
    .stage({ id: 'bad', title: 'Bad', run: (_, { report }) => report(() => Promise.reject(new Error('no'))) })
    .stage({ id: 'never', title: 'Never', run: async () => assert.unreachable() });
  const error = (await table.run(recipe, {}, watching).catch((reason) => reason)) as Error;
  assert.is(error.message, 'no');
  assert.equal(watching.times, []);
  assert.is(watching.events.at(-1)?.type, 'stage-failed');
});

test('work beside a stage is begun with it, not waited for by the next, and over when the build is', async () => {
  const said: string[] = [];
  const soon = () => new Promise((done) => setTimeout(done, 20));
  const beside = async ({ a }: { a: number }) => {
    said.push(`begun ${a}`);
    await soon();
    said.push('over');
    throw new Error('Told by the stage that needs it');
  };
  const table = stageTable<{ readonly a: number }>()
    .stage({ ...add, beside: [beside] })
    .stage({ id: 'next', title: 'Next', run: async () => void said.push('next') });
  await table.run(recipe, { a: 1 }, watch());
  assert.equal(said, ['begun 1', 'next', 'over']);
});

test('work beside a stage ends when a stage fails', async () => {
  let isOver = false;
  const beside = (_: object, signal: AbortSignal) =>
    new Promise<void>((done) => {
      signal.addEventListener('abort', () => {
        isOver = true;
        done();
      });
    });
  const table = stageTable<object>()
    .stage({ id: 'first', title: 'First', run: async () => {}, beside: [beside] })
    .stage({ id: 'bad', title: 'Bad', run: () => Promise.reject(new Error('no')) });
  const error = (await table.run(recipe, {}, watch()).catch((reason) => reason)) as Error;
  assert.equal([error.message, isOver], ['no', true]);
});

test('does not compile with a stage that has no runner, or that needs what nobody made', () => {
  const table = stageTable<{ readonly b: string }>();
  // @ts-expect-error: `a` is neither given nor made
  table.stage(add);
  // @ts-expect-error: no `run`
  table.stage({ id: 'x', title: 'X' });
  const needy = { id: 'y', title: 'Y', run: async (_: { made: number }) => {} };
  const some = table.stageWhen(() => true, { id: 'x', title: 'X', run: async () => ({ made: 1 }) });
  // @ts-expect-error: not every recipe has it, so nobody may need what it makes
  some.stage(needy);
});

test.run();
