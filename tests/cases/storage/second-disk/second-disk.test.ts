import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: a partition of a second disk');

test('is refused by the name of the option', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'part4.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /^part4\/nodes\/x\.xml:2: error: Unknown option "--disk"/);
});

test.run();
