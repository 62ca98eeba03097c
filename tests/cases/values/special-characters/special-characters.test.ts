import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRecipe } from '../check-recipe.ts';

const test = suite('case: special characters in values');

test('a value in the text of a script is refused with its place, whatever it holds today', async () => {
  const { errors } = await checkRecipe(join(import.meta.dirname, 'a.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /rollA\/nodes\/agent\.xml:18:17: error: The value of attribute "odd_secret"/);
  assert.match(errors[0]!, 'Write <post env="odd_secret">, and "$odd_secret" in its text');
});

test.run();
