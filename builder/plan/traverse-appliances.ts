import { attributesOfMachine, parseGraph, traverse } from '../graph/mod.ts';
import { findNearestName } from '../model/files/mod.ts';
import {
  type AttributeMap,
  BuildError,
  errorProblem,
  type Graph,
  type GraphBundle,
  type Problem,
  type Profile,
} from '../model/mod.ts';
import type { Recipe } from './recipe.ts';

/** What every appliance of a recipe gets, as far as it is known without a site. */
export interface Profiles {
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  readonly warnings: readonly Problem[];
}

/**
 * Traverses the graph for every appliance of a recipe. Answers that only a site gives are left open.
 *
 * @throws {BuildError} with every error of every appliance, each once; RECIPE_APPLIANCE for names that no roll has
 */
export function traverseAppliances(recipe: Recipe, bundle: GraphBundle): Profiles {
  const graph = parseGraph(bundle);
  const problems = new Map<string, Problem>();
  const add = (problem: Problem): void => void problems.set(JSON.stringify(problem), problem);
  const profiles: Profile[] = [];
  for (const appliance of listAppliances(recipe, bundle, add)) {
    const result = traverse(graph, attributesOfMachine(graph, appliance, nameMachine(appliance)), appliance, {
      allowUnanswered: true,
    });
    for (const problem of result.problems) add(problem);
    if (result.profile !== undefined) profiles.push(result.profile);
  }
  const all = [...problems.values()];
  if (all.some((problem) => problem.severity === 'error')) throw new BuildError(all);
  return { graph, profiles, warnings: all };
}

/** A machine of the appliance that no site has named yet. */
function nameMachine(appliance: string): AttributeMap {
  return { hostname: appliance, rack: '0', rank: '0' };
}

/** The recipe's appliances; all that its rolls declare when it names none. */
function listAppliances(recipe: Recipe, bundle: GraphBundle, add: (problem: Problem) => void): string[] {
  const known = new Set(bundle.rolls.flatMap((roll) => Object.keys(roll.appliances ?? {})));
  const anyEntry = bundle.rolls.some((roll) => roll.anyEntry === true);
  for (const [index, name] of (recipe.appliances ?? []).entries()) {
    if (known.has(name) || anyEntry) continue;
    const near = findNearestName(name, known);
    const hint = near === undefined ? `Known: ${[...known].sort().join(', ')}` : `Did you mean "${near}"?`;
    add(
      errorProblem(
        'RECIPE_APPLIANCE',
        `No roll has appliance "${name}"`,
        recipe.placeOf('appliances', index),
        hint,
      ),
    );
  }
  const wanted = [...new Set(recipe.appliances ?? known)]
    .filter((name) => known.has(name) || anyEntry)
    .sort();
  if (wanted.length === 0) {
    add(
      errorProblem(
        'RECIPE_APPLIANCE',
        'No appliance to build for',
        recipe.placeOf('rolls'),
        'Add a roll with appliances: base',
      ),
    );
  }
  return wanted;
}
