import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: a pallet of Stacki');

test('is refused in one sentence, by every command', async () => {
  for (const words of [['profile', 'top'], ['check'], ['draw']]) {
    const { exitCode, stdout, findings } = await askGraph(HERE, ...words, '--roll', './stackins');
    assert.is(exitCode, 1);
    assert.not.match(stdout, 'Appliance');
    assert.equal(findings, [
      'stackins: error: "stackins" is a Stacki pallet (nodes/top.xml starts with <stack:...>), and only rolls of Rocks are read [ROLL_STRUCTURE] | Write its nodes anew: <stack:package> is <package>, <stack:script> is <post>; rolls/LANGUAGE.md',
    ]);
  }
});

test.run();
