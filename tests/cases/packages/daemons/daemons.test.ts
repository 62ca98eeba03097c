import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';
import { checkRecipe } from '../../values/check-recipe.ts';

const test = suite('case: packages that start daemons, ask questions, and own a file that the graph writes');

test('are in order; their answers are read with tabs and over several lines', async () => {
  const recipe = join(import.meta.dirname, 'recipe.yaml');
  assert.equal(await errorsOfBoth(recipe), []);
  const { result } = await checkRecipe(recipe);
  const [native] = result!.profiles
    .find(({ appliance }) => appliance === 'compute')!
    .directives.filter(({ name, node }) => name === 'native' && node === 'zoo');
  assert.match(native!.text, 'krb5-config krb5-config/default_realm string');
});

test.run();
