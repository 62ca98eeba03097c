import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRecipe } from '../check-recipe.ts';

const test = suite('case: a time zone that Debian 13 moved to tzdata-legacy');

test('is refused by the build with its place and its present name', async () => {
  const { errors } = await checkRecipe(join(import.meta.dirname, 'recipe.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /recipe\.yaml:7:45: error: .*"US\/Pacific".* \| Write America\/Los_Angeles$/);
});

test.run();
