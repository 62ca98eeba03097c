import { join } from 'node:path';
import * as v from 'valibot';
import {
  type Closure,
  type DistroContext,
  type RecipeLock,
  type ResolvedPackage,
  renderKeptPackages,
  renderRecipeLock,
} from '../../distro/mod.ts';
import { collectPicture } from '../../graph/mod.ts';
import { keepValue, writeFileAtomic } from '../../io/mod.ts';
import { composeManifest, type ManifestInput, renderSbom } from '../../media/mod.ts';
import { type Graph, type Picture, SIGNATURES_NAME } from '../../model/mod.ts';
import { VERSION } from '../../model/version.ts';
import type { AbsentPackage } from '../graph/absent-packages.ts';
import { keptInCache } from '../lock/beside-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { renderSignatures } from '../lock/signatures.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';
import { composeSboms, keepSboms } from '../sbom/compose-sboms.ts';
import type { Beside, KnownDigests, StageRun } from './stage-table.ts';

export interface ManifestStageInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly graph: Graph;
  readonly closure: Closure;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly distro: DistroContext;
  readonly absent: readonly AbsentPackage[];
  readonly lock: RecipeLock;
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly signer: LockSigner;
  readonly result: string;
  readonly digests: KnownDigests;
}

/** Writes lock, bill of materials, picture of the graph, checksums, manifest and signatures into a result that is complete otherwise. */
export async function writeManifest(input: ManifestStageInput, { report }: StageRun): Promise<void> {
  const { recipe, epochSeconds, graph, closure, absent, lock, signer, distro, result } = input;
  await report(async (stage) => {
    const write = (name: string, text: string): Promise<void> =>
      writeFileAtomic(join(result, name), text, { mtimeSeconds: epochSeconds });
    await write('recipe.lock', renderRecipeLock(lock));
    await keepPackages(input);
    const packages = closure.packages.map(({ name, version, arch, sha256 }) => ({
      name,
      version,
      architecture: arch,
      sha256,
    }));
    const about = { name: recipe.name, version: recipe.version, os: recipe.os, builtWith: VERSION };
    await write('sbom.json', renderSbom({ ...about, epochSeconds, packages }));
    await composeSboms({ ...input, installer: listInstaller(input) });
    const picture = collectPicture(graph, `${recipe.name} ${recipe.version}`);
    const find = drawPicture;
    await write(
      'graph.svg',
      await keepValue(distro, { kind: 'pictures', inputs: picture, shape: v.string(), find }),
    );
    const manifest = {
      ...about,
      architecture: recipe.arch,
      sourceDateEpoch: epochSeconds,
      inputs: listInputs(lock),
      absent: absent.map(({ name, appliances, conditions }) => ({ name, appliances, conditions })),
    };
    const sign = signStatements(signer, epochSeconds);
    const files = await composeManifest(result, manifest, sign, input.digests);
    await write(SIGNATURES_NAME, renderSignatures(signer.list()));
    stage.summarize(`${files.length} files`);
  });
}

type Billed = Pick<
  ManifestStageInput,
  'recipe' | 'epochSeconds' | 'closure' | 'mediumPackages' | 'borrowedPackages' | 'distro' | 'files'
>;

/** Bills of materials need the packages alone, and what every one of them says of its licence. */
export const prepareSboms: Beside<Billed> = (input, signal) =>
  keepSboms({ ...input, installer: listInstaller(input) }, signal);

function listInstaller({ mediumPackages, borrowedPackages }: Billed): readonly ResolvedPackage[] {
  return [...mediumPackages, ...borrowedPackages];
}

async function drawPicture(picture: Picture): Promise<string> {
  // Loaded late: most command lines draw nothing.
  const { renderPicture } = await import('../picture/graph-picture.ts');
  return renderPicture(picture);
}

/** What the lists said of the packages, beside the lock and, for who keeps the lock alone, in the cache. */
async function keepPackages(input: ManifestStageInput): Promise<void> {
  const { closure, mediumPackages, borrowedPackages, lock, distro, epochSeconds, result } = input;
  const text = renderKeptPackages([...closure.packages, ...mediumPackages, ...borrowedPackages]);
  await writeFileAtomic(join(result, 'recipe.packages'), text, { mtimeSeconds: epochSeconds });
  await writeFileAtomic(keptInCache(distro.cacheDir, lock), text);
}

function listInputs(lock: RecipeLock): ManifestInput[] {
  const ofPackages = [...lock.packages, ...lock.media, ...(lock.borrowed?.packages ?? [])].map(
    (item): ManifestInput => {
      const { name, version, sha256, sizeBytes, arch } = item;
      return { kind: 'package', name, version, sha256, sizeBytes, architecture: arch };
    },
  );
  const unique = new Map(ofPackages.map((item) => [`${item.name} ${item.version}`, item]));
  const { name, version, sha256 } = lock.recipe;
  const site: ManifestInput[] =
    lock.site === undefined ? [] : [{ kind: 'site', name: 'site.yaml', version: '', sha256: lock.site }];
  const rolls = lock.rolls.map(
    (roll): ManifestInput => ({ kind: 'roll', name: roll.name, version: roll.version, sha256: roll.sha256 }),
  );
  return [{ kind: 'recipe', name, version, sha256 }, ...site, ...rolls, ...unique.values()];
}
