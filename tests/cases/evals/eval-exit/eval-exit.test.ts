import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: a program that fails');

test('is an error in its place, with what to do', async () => {
  const { exitCode, findings } = await askGraph(
    HERE,
    'profile',
    'top',
    '--recipe',
    './eval-exit.recipe.yaml',
  );
  assert.is(exitCode, 1);
  assert.is(findings.length, 1);
  assert.match(
    findings[0]!,
    /^eval-exit\/nodes\/top\.xml:4: error: The program of an <eval> failed: .*1.*\[EVAL_FAILED\]/,
  );
  assert.match(findings[0]!, 'if it may fail, end it with "|| true"');
});

test.run();
