import {
  type Closure,
  type DistroContext,
  type OwnPackage,
  type PackageArchive,
  type PackageWants,
  type RollDebs,
  readRollDebs,
  resolveClosure,
} from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import type { Graph, GraphBundle } from '../../model/mod.ts';
import type { StorageNeed } from '../../render/storage/needs.ts';
import type { BuiltPackage, ProgramFiles, Roll } from '../../rolls/mod.ts';
import { type AbsentPackage, listAbsentPackages } from '../graph/absent-packages.ts';
import { collectWants } from '../graph/wants.ts';
import { checkFixedLock } from '../lock/check-lock.ts';
import type { FoundLock } from '../lock/read-lock.ts';
import { type FoundParts, findParts } from '../parts/find-parts.ts';
import type { BootKey } from '../recipe/read-boot-key.ts';
import { productOf, type Recipe } from '../recipe/recipe.ts';
import { type ClosureNote, digestAsked, readNote, recallClosure } from '../release/closure-note.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { resolveFollowing } from '../release/resolve-following.ts';
import type { StageRun } from './stage-table.ts';

export interface ClosureInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly bootKey: BootKey | undefined;
  readonly siteText: string | undefined;
  readonly bundle: GraphBundle;
  readonly program: Pick<ProgramFiles, 'engine' | 'initrd'>;
  /** What the result must agree with. */
  readonly locked: FoundLock | undefined;
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  readonly hostProfiles: readonly Profile[];
  readonly diskNeeds: readonly StorageNeed[];
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly lender: PackageArchive | undefined;
  /** The release that packages are taken from, if it is no mirror. */
  readonly release: ReleaseTree | undefined;
  readonly distro: DistroContext;
}

/** Which packages in which versions. */
export interface ChosenPackages extends FoundParts {
  readonly wants: readonly PackageWants[];
  /** Packages that rolls bring. */
  readonly own: readonly OwnPackage[];
  /** Where packages come from: a release that lacks some may have got a mirror. */
  readonly archive: PackageArchive;
  /** What the appliances need. */
  readonly closure: Closure;
  /** What other values of machines would ask for, and is in none of it. */
  readonly absent: readonly AbsentPackage[];
  /** Names what the resolver was asked. */
  readonly asked: string;
  /** The release that packages are taken from has the same, and was proved. */
  readonly isProved: boolean;
  /** What was found out for the release that packages are taken from. */
  readonly note: ClosureNote | undefined;
}

/**
 * Resolves what all appliances need, from the signed indexes and the rolls' own packages.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED; LOCK_STALE for what is not as locked
 */
export async function choosePackages(input: ClosureInput, { report }: StageRun): Promise<ChosenPackages> {
  const { recipe, rolls, built, graph, profiles, hostProfiles, archive, distro } = input;
  const own = await readRollDebs(distro, recipe.arch, listOwnPackages(rolls, built));
  await checkFixedLock(input, own, input.locked);
  const wants = [...profiles, ...hostProfiles].map((profile) => collectWants(profile, rolls));
  const asked = digestAsked(wants, own);
  const note = await readNote(input.release);
  const recalled = await recallClosure(archive, own, asked, note);
  const request = { wants, base: [], own };
  const resolved =
    recalled !== undefined
      ? { archive, closure: recalled }
      : productOf(recipe) === 'release'
        ? await resolveFollowing(distro, archive, request, report)
        : { archive, closure: await resolveClosure(archive, request, report) };
  const { closure } = resolved;
  const names = new Set(closure.packages.map(({ name }) => name));
  const absent = listAbsentPackages(graph, profiles, rolls, (name) =>
    names.has(closure.groups[name] ?? name),
  );
  return {
    wants,
    own,
    ...resolved,
    absent,
    asked,
    note,
    isProved: recalled !== undefined,
    ...(await findParts(input)),
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
