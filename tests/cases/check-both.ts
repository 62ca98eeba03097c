import { relative, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { runCairn } from '../fakes/cairn.ts';
import { checkRecipe } from './values/check-recipe.ts';

/**
 * What is wrong with a recipe: `cairn graph check` and the build must say the same.
 *
 * @returns errors as they are printed, sorted, the hint after ` | `; files relative to the recipe's folder
 */
export async function errorsOfBoth(recipeFile: string): Promise<readonly string[]> {
  const folder = resolve(recipeFile, '..');
  const shorten = (text: string): string =>
    text.replaceAll(`${folder}/`, '').replaceAll(`${relative('.', folder)}/`, '');
  const { stderr } = await runCairn(['graph', 'check', '--recipe', recipeFile]);
  const checked = stderr
    .replaceAll('\n  ', ' | ')
    .split('\n')
    .filter((line) => line.includes(': error: '));
  const { errors } = await checkRecipe(recipeFile);
  const ofCheck = checked.map(shorten).sort();
  assert.equal(errors.map(shorten).sort(), ofCheck, 'the build says the same as graph check');
  return ofCheck;
}
