import { resolve } from 'node:path';
import { planGraphBundle, readRecipe, readRolls } from '../../builder/build/mod.ts';
import { parseGraph } from '../../builder/graph/mod.ts';
import type { Graph } from '../../builder/model/mod.ts';

/** The graph of a recipe with the shipped rolls, as a build merges it; `arch` in place of the recipe's. */
export async function readRecipeGraph(recipeFile: string, arch?: string): Promise<Graph> {
  const recipe = await readRecipe(resolve(recipeFile));
  const rolls = await readRolls(recipe, {
    cacheDir: resolve('output'),
    shippedRolls: resolve('rolls'),
    judge: async () => [],
  });
  const bundle = planGraphBundle(recipe, rolls);
  return parseGraph(arch === undefined ? bundle : { ...bundle, arch });
}
