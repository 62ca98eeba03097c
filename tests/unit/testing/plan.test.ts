import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planFile, type TestFile } from '../../../scripts/testing/find-tests.ts';
import { sortByPastTime } from '../../../scripts/testing/past-times.ts';
import { renderResult } from '../../../scripts/testing/render-result.ts';
import { runFiles } from '../../../scripts/testing/run-files.ts';
import { shuffle } from '../../../scripts/testing/shuffle.ts';

const test = suite('the runner of tests');

test('knows how long a file may take, by its folder or by its own line', () => {
  const quick = planFile('tests/unit/x/x.test.ts', '');
  assert.equal(quick, { path: 'tests/unit/x/x.test.ts', limitSeconds: 240, alone: false });
  assert.is(planFile('tests/unit/x/x.test.ts', "import 'x';\n// Time limit: 10 minutes\n").limitSeconds, 600);
  assert.equal(planFile('tests/vm/x.test.ts', ''), {
    ...{ path: 'tests/vm/x.test.ts', limitSeconds: 1800, alone: true },
  });
});

test('begins with files that never ran, then with those that took longest', () => {
  const files = ['a', 'b', 'new', 'c'].map((path) => ({ path }));
  const sorted = sortByPastTime(files, { a: 1, b: 30, c: 2 });
  assert.is(sorted.map(({ path }) => path).join(' '), 'new b c a');
});

test('shuffles by the seed alone', () => {
  const items = Array.from({ length: 40 }, (_, index) => index);
  const one = shuffle(items, 'seed');
  assert.equal(one, shuffle(items, 'seed'));
  assert.not.equal(one, items);
  assert.not.equal(one, shuffle(items, 'another'));
  assert.equal(
    one.toSorted((a, b) => a - b),
    items,
  );
});

test('runs as many files beside each other as it may, and one that needs the machine alone', async () => {
  const plan = (path: string, alone = false): TestFile => ({ path, alone, limitSeconds: 1 });
  const files = [plan('vm', true), plan('a'), plan('b'), plan('c'), plan('web', true)];
  const seen: string[] = [];
  const running = new Set<string>();
  const run = async ({ path }: TestFile) => {
    running.add(path);
    seen.push([...running].join('+'));
    await new Promise((done) => setImmediate(done));
    running.delete(path);
    return { path, passed: 1, failed: 0, skipped: 0, seconds: 0, output: '' };
  };
  const results = await runFiles(files, 2, run, () => {});
  assert.is(results.length, 5);
  assert.equal(seen.slice(0, 2), ['a', 'a+b']);
  assert.ok(seen.every((together) => together.split('+').length <= 2));
  assert.equal(seen.slice(-2), ['vm', 'web']);
});

test('prints one line for a file that passed, and everything of one that failed', () => {
  const result = {
    path: 'tests/x.test.ts',
    passed: 3,
    failed: 0,
    skipped: 0,
    seconds: 0.25,
    output: 'said\n',
  };
  assert.is(renderResult(result), '  ok tests/x.test.ts  3 passed, 0.3 s\n');
  const text = renderResult({ ...result, failed: 1, fault: 'hangs in "a", "b"' });
  assert.is(
    text,
    'FAIL tests/x.test.ts  3 passed, 1 failed, 0.3 s\n     said\n     tests/x.test.ts hangs in "a", "b"\n',
  );
});

test.run();
