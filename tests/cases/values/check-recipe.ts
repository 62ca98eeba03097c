import { resolve } from 'node:path';
import type { Profiles } from '../../../builder/build/graph/traverse-appliances.ts';
import {
  listAppliances,
  planGraphBundle,
  readRecipe,
  readRolls,
  readSite,
  traverseAppliances,
  valuesOfRecipe,
  valuesOfSite,
} from '../../../builder/build/mod.ts';
import { siteAttributes } from '../../../builder/model/files/mod.ts';
import { BuildError, formatProblem } from '../../../builder/model/mod.ts';

/** What the build makes of a recipe and a site: profiles, or its errors as they are printed. */
export async function checkRecipe(
  recipeFile: string,
  siteFile?: string,
): Promise<{ readonly result?: Profiles; readonly errors: readonly string[] }> {
  try {
    const recipe = await readRecipe(recipeFile);
    const rolls = await readRolls(recipe, {
      cacheDir: resolve('output'),
      shippedRolls: resolve('rolls'),
      judge: async () => [],
    });
    const site = siteFile === undefined ? undefined : await readSite(siteFile);
    const given = [...valuesOfRecipe(recipe), ...(site === undefined ? [] : valuesOfSite(site))];
    const bundle = planGraphBundle(recipe, rolls, site === undefined ? undefined : siteAttributes(site));
    return {
      result: await traverseAppliances(bundle, listAppliances(recipe, bundle), rolls, given),
      errors: [],
    };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const errors = error.problems.filter(({ severity }) => severity === 'error');
    return { errors: errors.map((problem) => formatProblem(problem).replace('\n  ', ' | ')) };
  }
}
