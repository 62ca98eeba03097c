import {
  type DistroContext,
  fetchPackages,
  type OwnPackage,
  type PackageArchive,
  type PackageWants,
  type ResolvedPackage,
  resolveClosure,
} from '../../distro/mod.ts';
import type { ReportStage } from '../../io/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { BuildError, countOf } from '../../model/mod.ts';
import { STORAGE_NEEDS, type StorageNeed } from '../../render/storage/needs.ts';
import type { AbsentPackage } from '../graph/absent-packages.ts';
import { findParts } from '../parts/find-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';

export interface OthersInput {
  readonly recipe: Recipe;
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly lender: PackageArchive | undefined;
  readonly own: readonly OwnPackage[];
  readonly wants: readonly PackageWants[];
  readonly absent: readonly AbsentPackage[];
  readonly distro: DistroContext;
}

/** What the recipe would need with other values of attributes, beside what it needs as it is. */
export interface OtherPackages {
  readonly others: readonly ResolvedPackage[];
  /** The file of each of them, by SHA-256. */
  readonly otherFiles: ReadonlyMap<string, string>;
  /** What no appliance could be installed with: it is not exported. */
  readonly impossible: readonly AbsentPackage[];
}

/** Finds and downloads what the recipe would need with other values of attributes: packages of machines and of the installer. */
export async function findOtherPackages(
  input: OthersInput,
  { report }: { readonly report: ReportStage },
): Promise<OtherPackages> {
  const { archive, distro } = input;
  return report(async (stage) => {
    const inside: ReportStage = (work) => work(stage);
    const found: ResolvedPackage[] = [];
    const possible = new Set<string>();
    for (const wants of input.wants) {
      const names = input.absent.filter((item) => item.appliances.includes(wants.appliance));
      for (const some of await listPossible(input, wants, names)) {
        found.push(...some.packages);
        for (const name of some.names) possible.add(name);
      }
    }
    for (const need of STORAGE_NEEDS) found.push(...(await findTools(input, need)));
    const others = [...new Map(found.map((item) => [item.sha256, item])).values()];
    const otherFiles = await fetchPackages(distro, archive, others, inside);
    const impossible = input.absent.filter(({ name }) => !possible.has(name));
    stage.summarize(countOf(possible.size, 'package'));
    return { others, otherFiles, impossible };
  });
}

/** What media need besides where disks need something; nothing, where the operating system has no such programs. */
async function findTools(input: OthersInput, need: StorageNeed): Promise<readonly ResolvedPackage[]> {
  const asked = findParts({ ...input, diskNeeds: [need], release: undefined });
  const parts = await unlessImpossible(asked);
  return parts === undefined ? [] : [...parts.partPackages, ...parts.borrowedPackages];
}

interface FoundTogether {
  readonly names: readonly string[];
  readonly packages: readonly ResolvedPackage[];
}

/** All of them at once, if an appliance can have them together; else each by itself, as far as it can be. */
async function listPossible(
  input: OthersInput,
  wants: PackageWants,
  absent: readonly AbsentPackage[],
): Promise<readonly FoundTogether[]> {
  if (absent.length === 0) return [];
  const names = absent.map(({ name }) => name);
  const together = await tryTogether(input, wants, names);
  if (together !== undefined) return [together];
  const each: FoundTogether[] = [];
  for (const name of names) {
    const alone = await tryTogether(input, wants, [name]);
    if (alone !== undefined) each.push(alone);
  }
  return each;
}

async function tryTogether(
  { archive, own }: OthersInput,
  { appliance, enabled, disabled }: PackageWants,
  names: readonly string[],
): Promise<FoundTogether | undefined> {
  const more = names.map((name) => ({ name }));
  const wants = [{ appliance, enabled: [...enabled, ...more], disabled }];
  const closure = await unlessImpossible(resolveClosure(archive, { wants, base: [], own }));
  return closure === undefined ? undefined : { names, packages: closure.packages };
}

/** @returns undefined for what cannot be had */
function unlessImpossible<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof BuildError && error.exitCode === 1) return undefined;
    throw error;
  });
}
