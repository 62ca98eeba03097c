import {
  type Closure,
  type DistroContext,
  findNeededPackages,
  findPackages,
  isLibraryPackage,
  type PackageArchive,
  type PackageWants,
  type ResolvedPackage,
  type RollDebs,
  readRollDebs,
  resolveClosure,
} from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { listBootPackages, listOverlayTools } from '../../media/mod.ts';
import { imagePackage, type OsRoll } from '../../model/files/mod.ts';
import { type Graph, requirePlatform } from '../../model/mod.ts';
import type { StorageNeed } from '../../render/storage/needs.ts';
import type { BuiltPackage, Roll } from '../../rolls/mod.ts';
import { type AbsentPackage, listAbsentPackages } from '../graph/absent-packages.ts';
import { collectWants } from '../graph/wants.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { StageRun } from './stage-table.ts';

export interface ClosureInput {
  readonly recipe: Recipe;
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  readonly hostProfiles: readonly Profile[];
  readonly diskNeeds: readonly StorageNeed[];
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly lender: PackageArchive | undefined;
  readonly distro: DistroContext;
}

/** Which packages in which versions. */
export interface ChosenPackages {
  readonly wants: readonly PackageWants[];
  /** What the appliances need. */
  readonly closure: Closure;
  /** What other values of machines would ask for, and is in none of it. */
  readonly absent: readonly AbsentPackage[];
  /** Packages that parts of the medium are taken from: boot loaders, the installer, programs of the overlay. */
  readonly partPackages: readonly ResolvedPackage[];
  /** What programs of the overlay are taken from that the operating system has not, and all that these need. */
  readonly borrowedPackages: readonly ResolvedPackage[];
}

/** Resolves what all appliances need, from the signed indexes and the rolls' own packages. */
export async function choosePackages(input: ClosureInput, { report }: StageRun): Promise<ChosenPackages> {
  const { recipe, rolls, built, graph, profiles, hostProfiles, archive, distro } = input;
  const own = await readRollDebs(distro, recipe.arch, listOwnPackages(rolls, built));
  const wants = [...profiles, ...hostProfiles].map((profile) => collectWants(profile, rolls));
  const closure = await resolveClosure(archive, { wants, base: [], own }, report);
  const names = new Set(closure.packages.map(({ name }) => name));
  const absent = listAbsentPackages(graph, profiles, rolls, (name) =>
    names.has(closure.groups[name] ?? name),
  );
  return { wants, closure, absent, ...(await findParts(input)) };
}

async function findParts(
  input: ClosureInput,
): Promise<Pick<ChosenPackages, 'partPackages' | 'borrowedPackages'>> {
  const { system, archive, lender, diskNeeds } = input;
  const { arch } = archive;
  const tools = listOverlayTools(system, diskNeeds);
  const boot = await findPackages(archive, [
    ...listBootPackages(requirePlatform(arch)),
    imagePackage(system, arch),
  ]);
  const own = tools.own.map((tool) => tool.package);
  const needed = await findNeededPackages(archive, own);
  // Programs are taken out of their packages, and of what these need only libraries.
  const parts = needed.filter((item) => own.includes(item.name) || isLibraryPackage(item));
  const lent = tools.borrowed.map((tool) => tool.package);
  return {
    partPackages: [...new Map([...boot, ...parts].map((item) => [item.name, item])).values()],
    borrowedPackages: lender === undefined ? [] : await findNeededPackages(lender, lent),
  };
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
