import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withTempDir } from '../../../../builder/io/mod.ts';
import { checkRecipe } from '../check-recipe.ts';

const RECIPE = join(import.meta.dirname, 'recipe.yaml');
const test = suite('case: keyboards that the machine would find no map for');

/** What the build says to a recipe with another keyboard, and what the machine is told. */
const tryKeyboard = async (keyboard: string) =>
  withTempDir(async (dir) => {
    const file = join(dir, 'recipe.yaml');
    await writeFile(file, (await readFile(RECIPE, 'utf8')).replace('keyboard: uk', `keyboard: ${keyboard}`));
    const { errors, result } = await checkRecipe(file);
    const [profile] = result?.profiles ?? [];
    const told = profile?.directives.find(({ name }) => name === 'keyboard')?.text;
    return { told, errors: errors.map((text) => text.slice(text.indexOf('Attribute'))) };
  });

test('the case: a name that countries have and keyboards have not', async () => {
  const { errors } = await checkRecipe(RECIPE);
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /recipe\.yaml:7:\d+: error: .*has no keyboard "uk".* \| Write gb$/);
});

test('others of the report: refused where the schema or the system refuses them', async () => {
  for (const [keyboard, says] of [
    ['en', /has no keyboard "en"/],
    ['dvorak', /has no keyboard "dvorak"/],
    ['de-latin1', /Write it like us or de\(nodeadkeys\)/],
    ['us(nothing)', /has no keyboard "us\(nothing\)"/],
  ] as const) {
    const { errors } = await tryKeyboard(keyboard);
    assert.is(errors.length, 1, keyboard);
    assert.match(errors[0]!, says);
  }
});

test('those that hold reach the machine as they are', async () => {
  for (const keyboard of ['gb', 'de(nodeadkeys)', 'us(intl)', 'us(dvorak)'])
    assert.equal(await tryKeyboard(keyboard), { told: keyboard, errors: [] });
});

test.run();
