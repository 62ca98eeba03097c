import type { Profile } from '../../graph/mod.ts';
import type { Run } from '../../io/mod.ts';
import { siteAttributes, withoutSecrets } from '../../model/files/mod.ts';
import { countOf, type Graph, type GraphBundle, type Problem, warningProblem } from '../../model/mod.ts';
import { type Roll, readSiteRoll } from '../../rolls/mod.ts';
import { foldFindings } from '../graph/fold-findings.ts';
import { planGraphBundle } from '../graph/graph-bundle.ts';
import { localizeProblem } from '../graph/localize-problem.ts';
import { runEvals } from '../graph/run-evals.ts';
import { traverseSiteHosts } from '../graph/site-variants.ts';
import { traverseAppliances } from '../graph/traverse-appliances.ts';
import { withoutSecretValues } from '../graph/without-secret-values.ts';
import { listAppliances } from '../recipe/list-appliances.ts';
import type { Site } from '../recipe/read-site.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { valuesOfRecipe, valuesOfSite } from '../values/given-values.ts';
import type { StageRun } from './stage-table.ts';

export interface GraphInput {
  readonly recipe: Recipe;
  readonly site: Site | undefined;
  readonly rolls: readonly Roll[];
  readonly distro: { readonly run: Run };
}

/** What recipe, site and rolls say together. */
export interface TraversedGraph {
  readonly bundle: GraphBundle;
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  /** Of the site's hosts and racks that want other packages than their appliance. */
  readonly hostProfiles: readonly Profile[];
  /** The site.yaml to bake in, without secrets. */
  readonly siteText: string | undefined;
  /** Of the rolls, the graph, and of what was kept off the media. */
  readonly warnings: readonly Problem[];
}

/** Traverses the graph for every appliance. @throws {BuildError} with every error of every appliance */
export async function traverseRolls(input: GraphInput, { report }: StageRun): Promise<TraversedGraph> {
  const { recipe, site, rolls, distro } = input;
  const { bundle: given, left } = withoutSecretValues(
    planGraphBundle(
      recipe,
      rolls,
      site === undefined ? undefined : siteAttributes(site),
      site === undefined ? undefined : await readSiteRoll(site.file),
    ),
  );
  const open = site === undefined ? undefined : withoutSecrets(site.text);
  return report(async (stage) => {
    const appliances = listAppliances(recipe, given);
    const bundle = await runEvals(given, appliances, {
      rolls,
      allowed: recipe.allowEval,
      runProgram: distro.run,
    });
    const values = [...valuesOfRecipe(recipe), ...(site === undefined ? [] : valuesOfSite(site))];
    const { graph, profiles, warnings } = await traverseAppliances(
      bundle,
      appliances,
      rolls,
      values,
      distro.run,
    );
    const hostProfiles = site === undefined ? [] : traverseSiteHosts(graph, site, profiles);
    const nodes = profiles.map((each) => `${each.appliance}: ${countOf(each.nodes.length, 'node')}`);
    stage.summarize(nodes.join(', '));
    const ofRolls = rolls.flatMap((roll) => roll.warnings.map((problem) => localizeProblem(problem, [roll])));
    const secrets = warnOfSecrets([...(open?.left ?? []), ...left]);
    const folded = foldFindings([...ofRolls, ...warnings], rolls);
    const told = [...folded, ...secrets];
    return { bundle, graph, profiles, hostProfiles, siteText: open?.text, warnings: told };
  });
}

function warnOfSecrets(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  const message = `Left out of the media because it is secret: ${names.join(', ')}`;
  const hint = 'Put it on a stick labelled CAIRN, or answer at the console';
  return [warningProblem('SITE_SECRET', message, undefined, hint)];
}
