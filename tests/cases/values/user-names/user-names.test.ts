import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRecipe } from '../check-recipe.ts';

const test = suite('case: an administrator with the name of an account of the system');

test('is refused by the build: it would give that account everything', async () => {
  const { errors } = await checkRecipe('recipes/minimal.yaml', join(import.meta.dirname, 'site.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /site\.yaml:2:37: error: Attribute "admin_user": bad account name "backup".*choose another$/,
  );
});

test.run();
