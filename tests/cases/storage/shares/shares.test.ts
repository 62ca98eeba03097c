import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: shares of more than the disk');

test('are refused at the partition that was added, with the sum and its parts', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'part3.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^part3\/nodes\/x\.xml:2: error: The shares add up to 110%: .*cairn-root 40% \(base\/nodes\/storage\.xml:12\)/,
  );
  assert.match(errors[0]!, /state-x 70% \(part3\/nodes\/x\.xml:2\)/);
});

test.run();
