import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRecipe } from '../check-recipe.ts';

const test = suite('case: SSH keys with options');
const RECIPE = 'recipes/minimal.yaml';

test('options are kept, by a site or by the attribute', async () => {
  const { result, errors } = await checkRecipe(RECIPE, join(import.meta.dirname, 'by-attribute.yaml'));
  assert.equal(errors, []);
  const keys = result!.profiles[0]!.files.find(({ path }) => path === '/root/.ssh/authorized_keys');
  assert.match(
    keys!.text,
    /^\nfrom="10\.0\.0\.0\/8" ssh-ed25519 A\S+ R&D <lab> \$HOME\ncert-authority ssh-ed25519 A\S+ ca\n/,
  );
});

test('a line that sshd would pass over is refused', async () => {
  const { errors } = await checkRecipe(RECIPE, join(import.meta.dirname, 'site.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /site\.yaml:3:5: error: Bad SSH key "rsa-sha2-512 /);
});

test.run();
