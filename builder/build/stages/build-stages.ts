import type { DistroContext } from '../../distro/mod.ts';
import type { RollSource } from '../../model/mod.ts';
import type { ProgramFiles } from '../../rolls/mod.ts';
import type { KnownRelease } from '../delta/known-files.ts';
import { writeDelta } from '../delta/write-delta.ts';
import { writeRollDisc } from '../discs/write-roll-disc.ts';
import { makeApplianceBase } from '../disk/appliance-base.ts';
import { writeDisk } from '../disk/write-disk.ts';
import type { LockHold } from '../lock/lock-hold.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import type { FoundLock } from '../lock/read-lock.ts';
import { findOtherPackages } from '../mirror/other-packages.ts';
import { writeMirror } from '../mirror/write-mirror.ts';
import { layRelease } from '../parts/lay-release.ts';
import type { PlannedStage } from '../plan/build-plan.ts';
import type { BootKey } from '../recipe/read-boot-key.ts';
import type { Site } from '../recipe/read-site.ts';
import { productOf, type Recipe, signOf } from '../recipe/recipe.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { signBoot } from '../unified/sign-boot.ts';
import { makeBase, prepareBase } from './base.ts';
import { choosePackages } from './closure.ts';
import { fetchParts } from './download.ts';
import { traverseRolls } from './graph.ts';
import { writeIso } from './iso.ts';
import { openOsArchive } from './lists.ts';
import { prepareSboms, writeManifest } from './manifest.ts';
import { writeNetboot } from './netboot.ts';
import { makeOverlay } from './overlay.ts';
import { buildOwnPackages } from './own-packages.ts';
import { packMedium } from './pack.ts';
import { proveDistribution } from './proof.ts';
import { composeDistribution } from './repository.ts';
import { readRecipeRolls } from './rolls.ts';
import { sealMedium } from './seal.ts';
import { type KnownDigests, onlyFor, stageTable, type ValuesOf } from './stage-table.ts';

/** What the first stage finds. */
export interface BuildStart {
  readonly recipe: Recipe;
  readonly site: Site | undefined;
  readonly epochSeconds: number;
  /** What a locked build must agree with; undefined: anything goes. */
  readonly locked: FoundLock | undefined;
  /** A lock that is updated in part. */
  readonly held: LockHold | undefined;
  /** Whose signature UEFI asks for, where the recipe says it. */
  readonly bootKey: BootKey | undefined;
  /** Who signs what is made. */
  readonly signer: LockSigner;
  /** The release that packages are taken from, if it is no mirror. */
  readonly release: ReleaseTree | undefined;
  /** The release that the recipe is of, where it is open: what that is made of was believed with it. */
  readonly recipeOf: ReleaseTree | undefined;
  /** The release that a delta builds upon. */
  readonly known: KnownRelease | undefined;
  /** The site's own nodes and graphs, where they are known already. */
  readonly siteRoll: RollSource | undefined;
  readonly distro: DistroContext;
  readonly program: ProgramFiles;
  /** Folder for what is not finished, on the file system of the result. */
  readonly work: string;
  /** Folder of the result. */
  readonly output: string;
}

/** Everything that is found out before anything is downloaded: a dry run ends after it. */
export const PLANNING = stageTable<BuildStart>()
  .stage({ id: 'rolls', title: 'Read the rolls', run: readRecipeRolls })
  .stage({ id: 'own-packages', title: "Build the rolls' own packages", run: buildOwnPackages })
  .stage({ id: 'graph', title: 'Traverse the graph for every appliance', run: traverseRolls })
  .stage({
    id: ({ os }) => `lists-${os}`,
    title: ({ os }) => `Read package lists of ${os}`,
    run: openOsArchive,
  })
  .stage({ id: 'closure', title: 'Resolve dependencies', run: choosePackages });

/** What a lock needs to know that is in no list: which kernel the installer boots. */
export const LOCKING = stageTable<PlannedBuild>().stage({
  id: 'download',
  title: 'Download packages',
  run: fetchParts,
});

/** What is known once the planning is done. */
export type PlannedBuild = ValuesOf<typeof PLANNING>;

/** What the stages that make the result find. */
export type OutputStart = PlannedBuild & {
  /** Folder that becomes the result. */
  readonly result: string;
  readonly digests: KnownDigests;
  /** Notes about images of the result, by name of the file. */
  readonly imageNotes: Map<string, string>;
};

const hasManifest = (recipe: Recipe): boolean => productOf(recipe) !== 'release';

/** Everything from the download to the checksums. */
export const MAKING = stageTable<OutputStart>()
  .stage({ id: 'download', title: 'Download packages', run: fetchParts })
  .stage({ id: 'repository', title: 'Compose the package repository', run: composeDistribution })
  .stage({
    id: 'proof',
    title: 'Prove that every appliance can be installed',
    run: proveDistribution,
    beside: [prepareBase, onlyFor(hasManifest, prepareSboms)],
  })
  .stage({ id: 'base', title: 'Make the base system', run: makeBase })
  .stageWhen((recipe) => productOf(recipe) === 'disk', {
    id: 'appliance-base',
    title: ({ disk }) => `Unpack the packages of ${disk?.appliance}`,
    run: makeApplianceBase,
  })
  .stage({ id: 'pack', title: 'Pack the rolls, and what other media are made of', run: packMedium })
  .stage({ id: 'overlay', title: "Make the installer's overlay", run: makeOverlay })
  .stage({ id: 'seal', title: 'Sign the list of the release', run: sealMedium })
  .stageWhen((recipe) => productOf(recipe) === 'delta', {
    id: 'delta',
    title: 'Write what is new',
    run: writeDelta,
  })
  .stageWhen((recipe) => productOf(recipe) === 'disc', {
    id: 'disc',
    title: 'Write the disc',
    run: writeRollDisc,
  })
  .stageWhen((recipe) => signOf(recipe) !== undefined, {
    id: 'sign',
    title: 'Sign what UEFI starts',
    run: signBoot,
  })
  .stageWhen((recipe) => productOf(recipe) === 'disk', {
    id: 'disk',
    title: 'Write the sealed disk',
    run: writeDisk,
  })
  .stageWhen((recipe) => recipe.media.iso && productOf(recipe) === 'media', {
    id: 'iso',
    title: 'Write the ISO image',
    run: writeIso,
  })
  .stageWhen((recipe) => recipe.media.netboot && productOf(recipe) === 'media', {
    id: 'netboot',
    title: 'Write the network boot tree',
    run: writeNetboot,
  })
  .stageWhen((recipe) => productOf(recipe) === 'release', {
    id: 'release',
    title: 'Lay the release',
    run: layRelease,
  })
  .stageWhen(hasManifest, {
    id: 'manifest',
    title: 'Write manifest and checksums',
    run: writeManifest,
  });

/** What an exported mirror takes, in place of the stages that make media. */
export const EXPORTING = stageTable<OutputStart>()
  .stage({ id: 'others', title: 'Find what other values would bring', run: findOtherPackages })
  .stage({ id: 'download', title: 'Download packages', run: fetchParts })
  .stage({ id: 'repository', title: 'Compose the package repository', run: composeDistribution })
  .stage({ id: 'proof', title: 'Prove that every appliance can be installed', run: proveDistribution })
  .stage({ id: 'mirror', title: 'Lay the mirror', run: writeMirror });

/**
 * The stages of a build, in order; their ids are those of its progress events.
 *
 * @param options.dryRun only those that come before anything is downloaded
 */
export function planStages(
  recipe: Recipe,
  options: { readonly dryRun?: boolean } = {},
): readonly PlannedStage[] {
  const making = productOf(recipe) === 'mirror' ? EXPORTING : MAKING;
  return [...PLANNING.list(recipe), ...(options.dryRun === true ? [] : making.list(recipe))];
}
