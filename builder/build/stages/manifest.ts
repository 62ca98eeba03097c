import { join } from 'node:path';
import { renderRecipeLock } from '../../distro/mod.ts';
import { parseGraph } from '../../graph/mod.ts';
import { runStage, writeFileAtomic } from '../../io/mod.ts';
import { composeManifest, type ManifestInput, renderSbom } from '../../media/mod.ts';
import { VERSION } from '../../model/version.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import type { MediumTree } from './medium.ts';
import type { ChosenPackages } from './packages.ts';

/** Writes lock, bill of materials, picture of the graph, checksums and manifest into a result that is complete otherwise. */
export async function writeManifest(
  job: BuildJob,
  inputs: BuildInputs,
  chosen: ChosenPackages,
  tree: MediumTree,
  result: string,
): Promise<void> {
  const { recipe } = job;
  const { epochSeconds } = inputs;
  await runStage(job.distro, 'manifest', 'Write manifest and checksums', async (stage) => {
    const at = { mtimeSeconds: epochSeconds };
    await writeFileAtomic(join(result, 'recipe.lock'), renderRecipeLock(tree.lock), at);
    const packages = chosen.closure.packages.map(({ name, version, arch, sha256 }) => ({
      name,
      version,
      architecture: arch,
      sha256,
    }));
    const about = { name: recipe.name, version: recipe.version, os: recipe.os, builtWith: VERSION };
    await writeFileAtomic(join(result, 'sbom.json'), renderSbom({ ...about, epochSeconds, packages }), at);
    // Loaded late: most command lines draw nothing.
    const { renderGraphSvg } = await import('../picture/graph-picture.ts');
    const title = `${recipe.name} ${recipe.version}`;
    await writeFileAtomic(
      join(result, 'graph.svg'),
      await renderGraphSvg(parseGraph(inputs.bundle), { title }),
      at,
    );
    const files = await composeManifest(result, {
      ...about,
      architecture: recipe.arch,
      sourceDateEpoch: epochSeconds,
      inputs: listInputs(tree),
      stages: job.times,
    });
    stage.summarize(`${files.length} files`);
  });
}

function listInputs({ lock }: MediumTree): ManifestInput[] {
  const ofPackages = [...lock.packages, ...lock.media].map((item): ManifestInput => {
    const { name, version, sha256, sizeBytes, arch } = item;
    return { kind: 'package', name, version, sha256, sizeBytes, architecture: arch };
  });
  const unique = new Map(ofPackages.map((item) => [`${item.name} ${item.version}`, item]));
  const { name, version, sha256 } = lock.recipe;
  const site: ManifestInput[] =
    lock.site === undefined ? [] : [{ kind: 'site', name: 'site.yaml', version: '', sha256: lock.site }];
  const rolls = lock.rolls.map(
    (roll): ManifestInput => ({ kind: 'roll', name: roll.name, version: roll.version, sha256: roll.sha256 }),
  );
  return [{ kind: 'recipe', name, version, sha256 }, ...site, ...rolls, ...unique.values()];
}
