import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: scripts in shell and Python with a syntax error');

test('are refused, each at its line of the node file', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 's4.yaml'));
  assert.equal(
    errors.map((error) => error.replace(/ \[.*/, '')),
    [
      `s4/nodes/x.xml:1: error: Cannot read <post> of node "x" as bash: unexpected end of file`,
      `s4/nodes/x.xml:4: error: Cannot read <post> of node "x" as Python: '(' was never closed`,
    ],
  );
});

test.run();
