import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDrainHooks, listDrainHooks } from '../../../builder/frontend/rollout/drain-hooks.ts';
import { run } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { writeProgram } from '../../fakes/cairn.ts';

const test = suite<{ dir: string }>('programs that drain hosts');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-drain-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('what is executable is one, and nothing that dpkg or an editor left', async ({ dir }) => {
  for (const name of ['b', 'a', 'a~', 'c.dpkg-old']) await writeProgram(dir, name, 'true');
  await writeFile(join(dir, 'README'), 'no program');
  await chmod(join(dir, 'README'), 0o644);
  assert.equal(await listDrainHooks(dir), [join(dir, 'a'), join(dir, 'b')]);
  assert.equal(await listDrainHooks(join(dir, 'nowhere')), []);
});

test('a host is drained when all say so', async ({ dir }) => {
  const hooks = createDrainHooks(dir, run);
  assert.equal([...(await hooks.listDrained(['x', 'y']))], ['x', 'y'], 'nobody has anything on them');
  await writeProgram(dir, 'a', 'shift; for host; do echo "$host"; done');
  await writeProgram(dir, 'b', '[ "$1" != drained ] || echo y z');
  assert.equal([...(await hooks.listDrained(['x', 'y']))], ['y']);
});

test('one that fails is a failure, with what it said', async ({ dir }) => {
  await writeProgram(dir, 'a', 'echo "no answer" >&2; exit 3');
  const hooks = createDrainHooks(dir, run);
  await hooks.drain([]);
  const failure = await hooks.drain(['x']).then(
    () => undefined,
    (error: BuildError) => error.problems[0],
  );
  assert.is(failure?.code, 'COMMAND_FAILED');
  assert.match(failure?.hint ?? '', 'no answer');
});

test.run();
