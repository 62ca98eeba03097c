import {
  findNeededPackages,
  findPackages,
  isLibraryPackage,
  type PackageArchive,
  type PackageEntry,
  type ResolvedPackage,
} from '../../distro/mod.ts';
import { listBootPackages, listOverlayTools, listUnifiedPackages } from '../../media/mod.ts';
import { imagePackage, type OsRoll } from '../../model/files/mod.ts';
import { requirePlatform } from '../../model/mod.ts';
import type { StorageNeed } from '../../render/storage/needs.ts';
import { type Recipe, signOf } from '../recipe/recipe.ts';
import type { ReleaseTree } from '../release/release-tree.ts';

export interface PartsWanted {
  readonly recipe: Recipe;
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly lender: PackageArchive | undefined;
  readonly diskNeeds: readonly StorageNeed[];
  /** The release that is built from, if any. */
  readonly release: ReleaseTree | undefined;
}

export interface FoundParts {
  /** Packages that parts of the medium are taken from: boot loaders, the installer, programs of the overlay. */
  readonly partPackages: readonly ResolvedPackage[];
  /** What programs of the overlay are taken from that the operating system has not, and all that these need. */
  readonly borrowedPackages: readonly ResolvedPackage[];
}

/** Which packages media are made of. @throws {BuildError} PACKAGE_UNSATISFIED */
export async function findParts(input: PartsWanted): Promise<FoundParts> {
  const { system, archive, lender, diskNeeds, release } = input;
  const { arch } = archive;
  const tools = listOverlayTools(system, requirePlatform(arch), diskNeeds);
  const own = tools.own.map((tool) => tool.package);
  if (release !== undefined) return findReleasedParts(archive, release, own);
  const platform = requirePlatform(arch);
  const boot = await findPackages(archive, [
    ...listBootPackages(platform),
    ...(signOf(input.recipe) === undefined ? [] : listUnifiedPackages(platform)),
    imagePackage(system, arch),
  ]);
  const lent = tools.borrowed.map((tool) => tool.package);
  return {
    partPackages: byName([...boot, ...(await findTools(archive, own))]),
    borrowedPackages: lender === undefined ? [] : await findNeededPackages(lender, lent),
  };
}

/** Those of the release, and what it had no need of: that is in its distribution, if the machines have it too. */
async function findReleasedParts(
  archive: PackageArchive,
  { lock }: ReleaseTree,
  tools: readonly string[],
): Promise<FoundParts> {
  const kept = lock.media.map(withoutStanza);
  const others = tools.filter((name) => kept.every((item) => item.name !== name));
  const added = others.length === 0 ? [] : await findTools(archive, others);
  return {
    partPackages: byName([...added, ...kept]),
    borrowedPackages: (lock.borrowed?.packages ?? []).map(withoutStanza),
  };
}

/** Programs are taken out of their packages, and of what these need only libraries. */
async function findTools(
  archive: PackageArchive,
  names: readonly string[],
): Promise<readonly ResolvedPackage[]> {
  const needed = await findNeededPackages(archive, names);
  return needed.filter((item) => names.includes(item.name) || isLibraryPackage(item));
}

function withoutStanza(item: PackageEntry): ResolvedPackage {
  return { ...item, stanza: new Map() };
}

function byName(items: readonly ResolvedPackage[]): readonly ResolvedPackage[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}
