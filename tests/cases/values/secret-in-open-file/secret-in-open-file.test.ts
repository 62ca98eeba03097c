import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: a secret in a file that everybody can read');

test('is refused where it stands, before anybody has given it a value', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 's2.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^s2\/nodes\/x\.xml:3:1: error: Everybody on the machine can read the file "\/etc\/x", which holds the secret attribute "k" \[FILE_SECRET\] \| Write perms="0600"/,
  );
});

test.run();
