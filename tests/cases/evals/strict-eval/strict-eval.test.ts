import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: programs of a roll that nobody allowed');

test('are errors with their places', async () => {
  const { exitCode, findings } = await askGraph(HERE, 'check', '--recipe', './strict.recipe.yaml');
  assert.is(exitCode, 1);
  assert.equal(
    findings.filter((line) => /EVAL_REFUSED/.test(line)).map((line) => line.replace(/: Roll.*/, '')),
    ['strict-eval/nodes/imp.xml:4:47: error', 'strict-eval/nodes/imp.xml:5:31: error'],
  );
});

test.run();
