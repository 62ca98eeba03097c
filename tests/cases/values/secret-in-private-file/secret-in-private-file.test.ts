import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite("case: a key in a file of the frontend's own that only root can read");

test('is in order: the installation makes the key', async () => {
  assert.equal(await errorsOfBoth(join(import.meta.dirname, 'fk.yaml')), []);
});

test.run();
