import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const BOTH = ['--roll', './one', '--roll', './two'];
const test = suite('case: two rolls of one name');

test('each finding is told in the file that has it', async () => {
  const { findings } = await askGraph(`${HERE}/same-name`, 'check', ...BOTH);
  assert.equal(
    findings.map((line) => line.replace(/ \|.*/, '')),
    [
      'two: warning: Two rolls are named "python" [ROLL_TWICE]',
      'two/graphs/g.xml:6:1: warning: Edge leads to "gone", which no roll defines [EDGE_DANGLING]',
      'two/nodes/top.xml:1: warning: Node "top" is defined differently by several rolls: "python#2/nodes/top.xml" and "python/nodes/top.xml" [NODE_TWICE]',
    ],
  );
});

test('a profile tells apart whose node it is', async () => {
  const { stdout } = await askGraph(`${HERE}/same-name`, 'profile', 'leaf', ...BOTH, '--format', 'json');
  assert.equal(JSON.parse(stdout).nodes[0].roll, 'python#2');
});

test.run();
