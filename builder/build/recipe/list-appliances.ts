import {
  BuildError,
  errorProblem,
  findNearestName,
  type GraphBundle,
  type Problem,
} from '../../model/mod.ts';
import type { Recipe } from './recipe.ts';

/**
 * The recipe's appliances, sorted; all that its rolls declare when it names none.
 *
 * @throws {BuildError} RECIPE_APPLIANCE for every name that no roll has
 */
export function listAppliances(recipe: Recipe, bundle: GraphBundle): string[] {
  const known = new Set(bundle.rolls.flatMap((roll) => Object.keys(roll.appliances ?? {})));
  // In an imported Rocks roll any node may be asked for.
  const isOpen = bundle.rolls.some((roll) => roll.anyEntry === true);
  const wanted = [...new Set(recipe.appliances ?? known)].sort();
  const problems = isOpen ? [] : describeUnknown(recipe, known);
  if (wanted.length === 0) {
    const place = recipe.placeOf('rolls');
    const hint = 'Add a roll that has appliances: base';
    problems.push(errorProblem('RECIPE_APPLIANCE', 'No appliance to build for', place, hint));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return wanted;
}

function describeUnknown(recipe: Recipe, known: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const [index, name] of (recipe.appliances ?? []).entries()) {
    if (known.has(name)) continue;
    const near = findNearestName(name, known);
    const hint = near === undefined ? `Known: ${[...known].sort().join(', ')}` : `Did you mean "${near}"?`;
    const place = recipe.placeOf('appliances', index);
    problems.push(errorProblem('RECIPE_APPLIANCE', `No roll has appliance "${name}"`, place, hint));
  }
  return problems;
}
