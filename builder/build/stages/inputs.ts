import { join } from 'node:path';
import { runStage } from '../../io/mod.ts';
import { siteAttributes, withoutSecrets } from '../../model/files/mod.ts';
import { countOf, type GraphBundle, type Problem, type Profile, warningProblem } from '../../model/mod.ts';
import { type BuiltPackage, buildRoll, type Roll, readSiteRoll } from '../../rolls/mod.ts';
import {
  listAppliances,
  planGraphBundle,
  readRolls,
  readSourceEpoch,
  runEvals,
  traverseAppliances,
  withoutSecretValues,
} from '../mod.ts';
import type { BuildJob } from './job.ts';

/** Everything that comes from recipe, site and rolls alone. */
export interface BuildInputs {
  readonly epochSeconds: number;
  readonly rolls: readonly Roll[];
  /** Packages made from the rolls' small trees. */
  readonly built: readonly BuiltPackage[];
  readonly bundle: GraphBundle;
  readonly profiles: readonly Profile[];
  /** The site.yaml to bake in, without secrets. */
  readonly siteText: string | undefined;
  readonly warnings: readonly Problem[];
}

/** Reads the rolls, builds their packages, traverses the graph for every appliance. */
export async function readInputs(job: BuildJob): Promise<BuildInputs> {
  const { recipe, site, distro, program } = job;
  const epochSeconds = await readSourceEpoch(recipe.file, recipe.sourceDateEpoch, process.env);
  const rolls = await runStage(distro, 'rolls', 'Read the rolls', async (stage) => {
    const read = await readRolls(recipe, { cacheDir: distro.cacheDir, shippedRolls: program.rolls });
    stage.summarize(read.map((roll) => `${roll.name} ${roll.version}`).join(', '));
    return read;
  });
  const built = await runStage(distro, 'own-packages', "Build the rolls' own packages", async (stage) => {
    const all: BuiltPackage[] = [];
    for (const roll of rolls) {
      const outputDir = join(job.work, 'built', roll.name);
      all.push(...(await buildRoll(roll, { outputDir, epochSeconds, program })));
    }
    stage.summarize(countOf(all.length, 'package'));
    return all;
  });
  const { bundle: given, left } = withoutSecretValues(
    planGraphBundle(
      recipe,
      rolls,
      site === undefined ? undefined : siteAttributes(site),
      site === undefined ? undefined : await readSiteRoll(site.file),
    ),
  );
  const { bundle, profiles, warnings } = await runStage(
    distro,
    'graph',
    'Traverse the graph for every appliance',
    async (stage) => {
      const appliances = listAppliances(recipe, given);
      const complete = await runEvals(given, appliances, rolls, distro.run);
      const result = traverseAppliances(complete, appliances, rolls);
      const nodes = result.profiles.map((each) => `${each.appliance}: ${countOf(each.nodes.length, 'node')}`);
      stage.summarize(nodes.join(', '));
      return { bundle: complete, ...result };
    },
  );
  const open = site === undefined ? undefined : withoutSecrets(site.text);
  const secrets = [...(open?.left ?? []), ...left];
  const message = `Left out of the media because it is secret: ${secrets.join(', ')}`;
  const hint = 'Put it on a stick labelled CAIRN, or answer at the console';
  const kept = secrets.length === 0 ? [] : [warningProblem('SITE_SECRET', message, undefined, hint)];
  return {
    epochSeconds,
    rolls,
    built,
    bundle,
    profiles,
    siteText: open?.text,
    warnings: [...rolls.flatMap((roll) => roll.warnings), ...warnings, ...kept],
  };
}
