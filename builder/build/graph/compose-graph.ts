import type { Run } from '../../io/mod.ts';
import { siteAttributes } from '../../model/files/mod.ts';
import type { GraphBundle, RollSource } from '../../model/mod.ts';
import { type Roll, readSiteRoll } from '../../rolls/mod.ts';
import { listAppliances } from '../recipe/list-appliances.ts';
import type { Site } from '../recipe/read-site.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { planGraphBundle } from './graph-bundle.ts';
import { runEvals } from './run-evals.ts';
import { withoutSecretValues } from './without-secret-values.ts';

/** Whose graph it is. */
export interface GraphGiven {
  readonly recipe: Recipe;
  /** Whose answers are baked in. */
  readonly site: Site | undefined;
  readonly rolls: readonly Roll[];
  /** The site's own nodes and graphs, where they are known already. */
  readonly siteRoll?: RollSource | undefined;
}

/** The graph as it is on media. */
export interface ComposedGraph {
  readonly bundle: GraphBundle;
  /** Sorted. */
  readonly appliances: readonly string[];
  /** Names of values that were left out because they are secret. */
  readonly left: readonly string[];
}

/**
 * What recipe, site and rolls say together, with the output of the programs that nodes ask.
 *
 * @throws {BuildError} a wrong roll of the site, an unknown appliance, a program that fails
 */
export async function composeGraph(
  { recipe, site, rolls, siteRoll }: GraphGiven,
  run: Run,
): Promise<ComposedGraph> {
  const { bundle: given, left } = withoutSecretValues(
    planGraphBundle(
      recipe,
      rolls,
      site === undefined ? undefined : siteAttributes(site),
      siteRoll ?? (site === undefined ? undefined : await readSiteRoll(site.file)),
    ),
  );
  const appliances = listAppliances(recipe, given);
  const allowed = recipe.allowEval;
  return { bundle: await runEvals(given, appliances, { rolls, allowed, runProgram: run }), appliances, left };
}
