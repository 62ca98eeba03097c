import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: programs of a roll');

test('an <eval> of a roll that the recipe does not allow is refused, with what to write', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'eval.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^eval\/nodes\/x\.xml:2:1: error: Roll "eval" wants to run a program .*allowEval: \[eval\]/,
  );
});

test('an element that somebody made up for the first boot is refused', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'boot.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /^boot\/nodes\/x\.xml:3:8: error: Element "firstboot" is unknown here/);
});

test.run();
