import {
  BuildError,
  checkAppliance,
  declaredAppliances,
  errorProblem,
  type GraphBundle,
} from '../../model/mod.ts';
import type { Recipe } from './recipe.ts';

/**
 * The recipe's appliances, sorted; all that its rolls declare when it names none.
 *
 * @throws {BuildError} RECIPE_APPLIANCE for every name that no roll has
 */
export function listAppliances(recipe: Recipe, bundle: GraphBundle): string[] {
  const wanted = [...new Set(recipe.appliances ?? declaredAppliances(bundle))].sort();
  const problems = (recipe.appliances ?? []).flatMap((name, index) =>
    checkAppliance(bundle, name, recipe.placeOf('appliances', index), 'RECIPE_APPLIANCE'),
  );
  if (wanted.length === 0) {
    const place = recipe.placeOf('rolls');
    const hint = 'Add a roll that has appliances: base';
    problems.push(errorProblem('RECIPE_APPLIANCE', 'No appliance to build for', place, hint));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return wanted;
}
