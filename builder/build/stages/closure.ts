import {
  type AptArchive,
  type Closure,
  type DistroContext,
  findPackages,
  type PackageWants,
  type ResolvedPackage,
  type RollDebs,
  readRollDebs,
  resolveClosure,
} from '../../distro/mod.ts';
import { listBootPackages, OVERLAY_PACKAGES } from '../../media/mod.ts';
import { type Profile, parseOperatingSystem, requirePlatform } from '../../model/mod.ts';
import type { BuiltPackage, Roll } from '../../rolls/mod.ts';
import { collectWants } from '../graph/wants.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { StageRun } from './stage-table.ts';

export interface ClosureInput {
  readonly recipe: Recipe;
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly profiles: readonly Profile[];
  readonly archive: AptArchive;
  readonly distro: DistroContext;
}

/** Which packages in which versions. */
export interface ChosenPackages {
  readonly wants: readonly PackageWants[];
  /** What the appliances need. */
  readonly closure: Closure;
  /** Packages that parts of the medium are taken from: boot loaders, the installer, programs of the overlay. */
  readonly partPackages: readonly ResolvedPackage[];
}

/** Resolves what all appliances need, from the signed indexes and the rolls' own packages. */
export async function choosePackages(input: ClosureInput, { report }: StageRun): Promise<ChosenPackages> {
  const { recipe, rolls, built, profiles, archive, distro } = input;
  const own = await readRollDebs(distro, recipe.arch, listOwnPackages(rolls, built));
  const wants = profiles.map((profile) => collectWants(profile, rolls));
  const closure = await resolveClosure(distro, archive, { wants, base: [], own }, report);
  const names = [
    ...listBootPackages(requirePlatform(recipe.arch)),
    ...OVERLAY_PACKAGES,
    installerPackage(recipe),
  ];
  return { wants, closure, partPackages: await findPackages(archive, names) };
}

/** Debian's installer as a package: kernel and initrd. */
function installerPackage({ os, arch }: Recipe): string {
  return `debian-installer-${parseOperatingSystem(os).release}-netboot-${arch}`;
}

function listOwnPackages(rolls: readonly Roll[], built: readonly BuiltPackage[]): RollDebs[] {
  return rolls.map(({ name, packages }) => ({
    roll: name,
    files: [
      ...packages.map((each) => each.absolute),
      ...built.filter((each) => each.roll === name).map((each) => each.absolute),
    ],
  }));
}
