import { resolve } from 'node:path';
import type { Recipe } from '../../build/mod.ts';
import { changeRecipe } from '../../build/recipe/change-recipe.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';

/** A recipe with what `--with` and `--without` say. @param cacheDir where archives of rolls are unpacked */
export async function changeForBuild(
  recipe: Recipe,
  options: {
    readonly with: readonly string[];
    readonly without: readonly string[];
    readonly unsigned?: true;
  },
  cacheDir: string = cacheDirOf(),
): Promise<Recipe> {
  if (options.with.length === 0 && options.without.length === 0) return recipe;
  const change = {
    add: options.with.map((path) => resolve(path)),
    remove: options.without,
    unsigned: options.unsigned === true,
  };
  const { rolls: shippedRolls } = await findOwnFiles();
  return changeRecipe(recipe, change, { cacheDir, shippedRolls });
}
