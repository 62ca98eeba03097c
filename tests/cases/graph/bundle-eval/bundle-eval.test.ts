import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';

const BUNDLE = join(import.meta.dirname, 'bundle-eval.json');
const PROFILE = ['graph', 'profile', 'top', '--bundle', BUNDLE];
/** The program in the bundle writes a file into the folder that it runs in. */
const test = suite<{ folder: string; before: string }>('case: a bundle that allows its own programs');
test.before.each((context) => {
  context.before = process.cwd();
  context.folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
  process.chdir(context.folder);
});
test.after.each(({ folder, before }) => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

for (const words of [
  ['profile', 'top', '--bundle', BUNDLE],
  ['explain', 'top', 'top', '--bundle', BUNDLE],
  ['diff', BUNDLE, BUNDLE],
  ['check', '--bundle', BUNDLE],
  ['draw', '--bundle', BUNDLE, '--format', 'dot'],
])
  test(`graph ${words[0]} does not run them`, async ({ folder }) => {
    await runCairn(['graph', ...words]);
    assert.equal(readdirSync(folder), []);
  });

test('the finding says whose programs they are, and how somebody lets them run', async () => {
  const { stderr, exitCode } = await runCairn(PROFILE);
  assert.is(exitCode, 1);
  assert.match(stderr, /nodes\/top\.xml:4:1: error: .*\[EVAL_REFUSED\]\n.*--allow-eval ROLL/);
});

test('whoever runs the command may say so, roll by roll', async ({ folder }) => {
  const { exitCode } = await runCairn([...PROFILE, '--allow-eval', 'evil']);
  assert.is(exitCode, 0);
  assert.equal(readdirSync(folder), ['PWN-top']);
  const wrong = await runCairn([...PROFILE, '--allow-eval', 'evi']);
  assert.is(wrong.exitCode, 2);
  assert.match(wrong.stderr, /no roll "evi"/);
});

test.run();
