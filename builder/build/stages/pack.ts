import { join, resolve } from 'node:path';
import {
  type Closure,
  type RecipeLock,
  type Repository,
  type ResolvedPackage,
  renderRecipeLock,
  signingTime,
} from '../../distro/mod.ts';
import { type KeptPlace, linkOrCopy, writeFileAtomic } from '../../io/mod.ts';
import { imagePackage, kernelPackage, type OsRoll } from '../../model/files/mod.ts';
import { type GraphBundle, type MediumIdentity, RELEASE_LOCK } from '../../model/mod.ts';
import { type BuiltPackage, packRollOnce, type Roll } from '../../rolls/mod.ts';
import { digestLock } from '../lock/digest-lock.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import { keepParts, PARTS, shareParts } from '../parts/kept-parts.ts';
import { isSameKept } from '../parts/same-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { CLOSURE_NOTE, type ProvedNote, renderClosureNote } from '../release/closure-note.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { packedRollName, renderKeptRecipe } from '../release/render-recipe.ts';
import type { StageRun } from './stage-table.ts';

export interface PackInput {
  readonly recipe: Recipe;
  readonly siteText: string | undefined;
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly bundle: GraphBundle;
  readonly lock: RecipeLock;
  readonly closure: Closure;
  readonly asked: string;
  readonly proved: ProvedNote;
  readonly baseName: string;
  readonly system: OsRoll;
  readonly boot: BootParts;
  readonly files: ReadonlyMap<string, string>;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly repository: Pick<Repository, 'codename' | 'components'>;
  readonly epochSeconds: number;
  readonly release: ReleaseTree | undefined;
  readonly mediumFolder: string;
  readonly distro: KeptPlace;
}

export interface PackedMedium {
  /** Texts that are on the medium and in the overlay alike. */
  readonly mediumTexts: {
    /** `medium.json`: which build this is. */
    readonly medium: string;
    /** `graph.json` */
    readonly graph: string;
  };
}

/** Puts what the medium is, the graph, and all that it was made of into its `cairn/`. */
export async function packMedium(input: PackInput, { report }: StageRun): Promise<PackedMedium> {
  const { recipe, siteText, rolls, built, bundle, lock, repository, epochSeconds, mediumFolder } = input;
  const { name, version } = lock.recipe;
  const identity: MediumIdentity = {
    name,
    version,
    id: digestLock(lock),
    suite: repository.codename,
    components: repository.components,
    epochSeconds: signingTime(epochSeconds),
  };
  const medium = `${JSON.stringify(identity)}\n`;
  const graph = `${JSON.stringify(bundle)}\n`;
  const texts: Readonly<Record<string, string | undefined>> = {
    'medium.json': medium,
    'graph.json': graph,
    'recipe.yaml': renderKeptRecipe({ recipe, rolls, epochSeconds, bundle }),
    'site.yaml': siteText,
    // A frontend makes a release of the medium, and a release is named by its lock
    [RELEASE_LOCK]: renderRecipeLock(lock),
    [CLOSURE_NOTE]: renderClosureNote(input.asked, input.baseName, input.closure, input.proved),
  };
  for (const [path, text] of Object.entries(texts))
    if (text !== undefined)
      await writeFileAtomic(join(mediumFolder, path), text, { mtimeSeconds: epochSeconds });
  await report(async () => {
    for (const roll of rolls) {
      const output = join(mediumFolder, 'rolls', packedRollName(roll));
      const packed = await findPacked(input, roll);
      const own = built.filter((each) => each.roll === roll.name);
      const archive = packed ?? (await packRollOnce(input.distro, roll, { epochSeconds, built: own }));
      await linkOrCopy(archive, output);
    }
    await keepMediumParts(input);
  });
  return { mediumTexts: { medium, graph } };
}

/** A roll that was read from a release's archive of it is packed already; the same time, the same bytes. */
async function findPacked(
  { release, epochSeconds }: Pick<PackInput, 'release' | 'epochSeconds'>,
  roll: Roll,
): Promise<string | undefined> {
  const path = `rolls/${packedRollName(roll)}`;
  if (release === undefined || release.lock.epochSeconds !== epochSeconds) return undefined;
  return resolve(roll.origin) === resolve(release.cairn, path) ? release.find(`cairn/${path}`) : undefined;
}

/** Installer and kernel are large: of them it keeps only what is used. */
async function keepMediumParts(input: PackInput): Promise<void> {
  const { system, closure, files, mediumPackages, borrowedPackages, mediumFolder, release, lock } = input;
  if (release !== undefined && isSameKept(lock, release.lock)) return shareParts(release, mediumFolder);
  const boot = await input.boot.open();
  const arch = boot.files.platform.name;
  const large = [imagePackage(system, arch), kernelPackage(system, boot.debian.kernelRelease, arch)];
  return keepParts({
    cache: input.distro,
    boot,
    packages: [...mediumPackages.filter(({ name }) => !large.includes(name)), ...borrowedPackages],
    distribution: new Set(closure.packages.map(({ sha256 }) => sha256)),
    files,
    out: join(mediumFolder, PARTS),
  });
}
