import { findBackend } from '../../backends/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { KeptPlace, Run } from '../../io/mod.ts';
import { withoutSecrets } from '../../model/files/mod.ts';
import { countOf, type Graph, type GraphBundle, type Problem, warningProblem } from '../../model/mod.ts';
import type { StorageNeed } from '../../render/storage/needs.ts';
import { checkDisk } from '../graph/check-disk.ts';
import { composeGraph, type GraphGiven } from '../graph/compose-graph.ts';
import { foldFindings } from '../graph/fold-findings.ts';
import { localizeProblem } from '../graph/localize-problem.ts';
import { traverseVariants } from '../graph/site-variants.ts';
import { traverseAppliances } from '../graph/traverse-appliances.ts';
import { valuesOfRecipe, valuesOfSite } from '../values/given-values.ts';
import type { StageRun } from './stage-table.ts';

export interface GraphInput extends GraphGiven {
  readonly distro: KeptPlace & { readonly run: Run };
}

/** What recipe, site and rolls say together. */
export interface TraversedGraph {
  readonly bundle: GraphBundle;
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  /** Of the site's hosts and racks, and of machines among other hosts, that want other packages than their appliance. */
  readonly hostProfiles: readonly Profile[];
  /** What the installer must bring for their disks. */
  readonly diskNeeds: readonly StorageNeed[];
  /** The site.yaml to bake in, without secrets. */
  readonly siteText: string | undefined;
  /** Of the rolls, the graph, and of what was kept off the media. */
  readonly warnings: readonly Problem[];
}

/** Traverses the graph for every appliance. @throws {BuildError} with every error of every appliance */
export async function traverseRolls(input: GraphInput, { report }: StageRun): Promise<TraversedGraph> {
  const { recipe, site, rolls, distro } = input;
  const open = site === undefined ? undefined : withoutSecrets(site.text);
  return report(async (stage) => {
    const { bundle, appliances, left } = await composeGraph(input, distro.run);
    const values = [...valuesOfRecipe(recipe), ...(site === undefined ? [] : valuesOfSite(site))];
    const { graph, profiles, warnings } = await traverseAppliances(
      bundle,
      appliances,
      rolls,
      values,
      distro.run,
      distro,
    );
    await checkDisk(recipe, graph.os, profiles, distro.run);
    const hostProfiles = traverseVariants(graph, site, profiles);
    const diskNeeds = listDiskNeeds(graph.os, [...profiles, ...hostProfiles]);
    const nodes = profiles.map((each) => `${each.appliance}: ${countOf(each.nodes.length, 'node')}`);
    stage.summarize(nodes.join(', '));
    const ofRolls = rolls.flatMap((roll) => roll.warnings.map((problem) => localizeProblem(problem, [roll])));
    const secrets = warnOfSecrets([...(open?.left ?? []), ...left]);
    const folded = foldFindings([...ofRolls, ...warnings], rolls);
    const told = [...folded, ...secrets];
    return { bundle, graph, profiles, hostProfiles, diskNeeds, siteText: open?.text, warnings: told };
  });
}

function listDiskNeeds(os: string, profiles: readonly Profile[]): readonly StorageNeed[] {
  const backend = findBackend(os);
  return [...new Set(profiles.flatMap((profile) => backend?.needs(profile) ?? []))].sort();
}

function warnOfSecrets(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  const message = `Left out of the media because it is secret: ${names.join(', ')}`;
  const hint = 'Put it on a stick labelled CAIRN, or answer at the console';
  return [warningProblem('SITE_SECRET', message, undefined, hint)];
}
