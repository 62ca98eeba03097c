import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const ASKED = ['profile', 'compute', '--roll', './eval-rootpw-lenient'];
const test = suite('case: a root password that a program would print');

test('is no empty password', async () => {
  const { exitCode, findings } = await askGraph(HERE, ...ASKED);
  assert.is(exitCode, 1);
  assert.match(findings.join('\n'), /nodes\/compute\.xml:4:9: error: .*\[EVAL_REFUSED\]/);
});

test.run();
