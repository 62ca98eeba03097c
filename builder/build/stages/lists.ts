import { join } from 'node:path';
import {
  type DistroContext,
  type LockedOptions,
  type OsArchive,
  openArchive,
  openHeldArchive,
  openLockedArchive,
  openReleaseArchive,
  type PackageArchive,
} from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { ReportStage } from '../../io/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { BuildError, errorProblem, fail, type Problem } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { findFreedom, type LockHold } from '../lock/lock-hold.ts';
import type { FoundLock } from '../lock/read-lock.ts';
import { productOf, type Recipe } from '../recipe/recipe.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { StageRun } from './stage-table.ts';

export interface ListsInput {
  readonly recipe: Recipe;
  readonly rolls: readonly Roll[];
  /** What the result must agree with. */
  readonly locked: FoundLock | undefined;
  /** A lock whose packages keep their versions, but for some. */
  readonly held: LockHold | undefined;
  readonly profiles: readonly Profile[];
  readonly release: ReleaseTree | undefined;
  readonly distro: DistroContext;
}

export interface OpenedArchive {
  /** What the roll of the recipe's operating system says. */
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  /** The archive that the installer borrows from, where the operating system lacks something that it needs. */
  readonly lender: PackageArchive | undefined;
  /** What weakens the checks of what comes from the mirror. */
  readonly cautions: readonly string[];
}

/** Opens the archive of the recipe's operating system: as it is today, or as a lock saw it. */
export async function openOsArchive(input: ListsInput, { report }: StageRun): Promise<OpenedArchive> {
  const { recipe, rolls, locked, release, distro } = input;
  const roll = findSystemRoll(recipe, rolls);
  const system = roll.description as OsRoll;
  const described = describeArchive(system, roll.folder);
  if (release !== undefined) {
    const archive = await report(() => openReleased(distro, described, release, recipe));
    // Of what was lent the lock still says where it came from
    const { borrowed: lent } = release.lock;
    const lender = lent === undefined ? undefined : { ...archive, digest: lent.indexes };
    return { system, archive, lender, cautions: [] };
  }
  const own = chooseSuites(described, recipe);
  // What is exported is the lists themselves
  const kept = productOf(recipe) === 'mirror' ? undefined : locked?.kept;
  const held = input.held === undefined ? undefined : findFreedom(input.held, input);
  const open = (os: OsArchive, options: LockedOptions): Promise<PackageArchive> =>
    held !== undefined
      ? openHeldArchive(distro, os, held.lock, held, { ...options, kept: held.kept })
      : locked === undefined
        ? openArchive(distro, os, recipe.arch, options.report)
        : openLockedArchive(distro, os, locked.lock, { ...options, kept });
  const { borrowed } = system.installer;
  if (borrowed === undefined) {
    const archive = await open(own, { report });
    await checkChosen(archive, recipe);
    return { system, archive, lender: undefined, cautions: await archive.listCautions() };
  }
  return report(async (stage) => {
    const inside: ReportStage = (work) => work(stage);
    const archive = await open(own, { report: inside });
    await checkChosen(archive, recipe);
    const other = { ...described, id: `${own.id}+${borrowed.suites.join('+')}`, suites: borrowed.suites };
    const lender = await open(other, { report: inside, borrowed: true });
    return { system, archive, lender, cautions: await archive.listCautions() };
  });
}

/** What a recipe wants from one suite was chosen when the release was made. */
async function openReleased(
  distro: DistroContext,
  os: OsArchive,
  release: ReleaseTree,
  recipe: Recipe,
): Promise<PackageArchive> {
  const { lock } = release;
  if (lock.os.id !== recipe.os || lock.arch !== recipe.arch) {
    const message = `The release has packages of ${lock.os.id} ${lock.arch}, the recipe is for ${recipe.os} ${recipe.arch}`;
    return fail('RELEASE_MISSING', message, { file: release.cairn }, 'Name a mirror: --mirror, CAIRN_MIRROR');
  }
  const index = await release.read(
    `cairn/distribution/dists/${os.codename}/main/binary-${lock.arch}/Packages`,
  );
  return openReleaseArchive(distro, os, {
    lock,
    index,
    fileOf: ({ sha256 }) => release.findContent(sha256),
  });
}

function findSystemRoll(recipe: Recipe, rolls: readonly Roll[]): Roll {
  const roll = rolls.find((each) => each.kind === 'os');
  if (roll !== undefined) return roll;
  const message = `No roll of this recipe is the operating system ${recipe.os}`;
  return fail('RECIPE_ROLLS', message, recipe.placeOf('rolls'), `Add ${recipe.os} to its rolls`);
}

/** @throws {BuildError} PACKAGE_UNSATISFIED for what a suite has not that the recipe wants from it */
async function checkChosen(archive: PackageArchive, { packagesFrom, placeOf }: Recipe): Promise<void> {
  const wanted = new Set(Object.values(packagesFrom).flat());
  if (wanted.size === 0) return;
  const entries = await archive.readEntries(wanted);
  const problems: Problem[] = [];
  for (const [suite, names] of Object.entries(packagesFrom)) {
    for (const [index, name] of names.entries()) {
      if (entries.some((entry) => entry.name === name && entry.suite === suite)) continue;
      const others = entries.filter((entry) => entry.name === name).map((entry) => entry.suite);
      const hint = others.length === 0 ? 'No suite has it' : `It is in: ${[...new Set(others)].join(', ')}`;
      const message = `The suite "${suite}" has no package "${name}"`;
      problems.push(
        errorProblem('PACKAGE_UNSATISFIED', message, placeOf('packagesFrom', suite, index), hint),
      );
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
}

/** What the recipe wants from one suite; a suite that the roll does not read is read besides. */
function chooseSuites(os: OsArchive, { packagesFrom }: Recipe): OsArchive {
  const named = Object.keys(packagesFrom);
  if (named.length === 0) return os;
  const suites = [...os.suites, ...named.filter((suite) => !os.suites.includes(suite))];
  return { ...os, suites, chosen: packagesFrom };
}

/** @param folder of the roll: a keyring with a "/" is a file of it; a bare name is one of the build host's */
function describeArchive({ os, codename, suites, components, keyring }: OsRoll, folder: string): OsArchive {
  const isOwn = keyring.includes('/') && !keyring.startsWith('/');
  return { id: os, codename, suites, components, keyring: isOwn ? join(folder, keyring) : keyring };
}
