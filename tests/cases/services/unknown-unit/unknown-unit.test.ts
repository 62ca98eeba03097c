import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: a unit that no package brings');

test('is refused before anything is downloaded, where it is named', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 's1.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^s1\/nodes\/x\.xml:1: error: Node "x" sets the state of the unit "nosuch\.service": "debian-13" and the rolls have no such unit \[UNIT_MISSING\]/,
  );
});

test.run();
