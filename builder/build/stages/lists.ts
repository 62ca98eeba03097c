import { join } from 'node:path';
import {
  type AptArchive,
  type DistroContext,
  type OsArchive,
  openAptArchive,
  openLockedArchive,
} from '../../distro/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { fail } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { type FoundLock, type LockWish, readLock } from '../lock/read-lock.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { StageRun } from './stage-table.ts';

export interface ListsInput {
  readonly recipe: Recipe;
  readonly rolls: readonly Roll[];
  readonly wish: LockWish | undefined;
  readonly distro: DistroContext;
}

export interface OpenedArchive {
  readonly archive: AptArchive;
  /** What the result must agree with. */
  readonly locked: FoundLock | undefined;
}

/** Opens the archive of the recipe's operating system: as it is today, or as a lock saw it. */
export async function openArchive(input: ListsInput, { report }: StageRun): Promise<OpenedArchive> {
  const { recipe, rolls, wish, distro } = input;
  const os = describeArchive(recipe, rolls);
  const locked = wish === undefined ? undefined : await readLock(wish);
  const archive =
    locked === undefined
      ? await openAptArchive(distro, os, recipe.arch, { report })
      : await openLockedArchive(distro, os, locked.lock, { report });
  return { archive, locked };
}

function describeArchive(recipe: Recipe, rolls: readonly Roll[]): OsArchive {
  const roll = rolls.find((each) => each.kind === 'os');
  if (roll === undefined) {
    const message = `No roll of this recipe is the operating system ${recipe.os}`;
    return fail('RECIPE_ROLLS', message, recipe.placeOf('rolls'), `Add ${recipe.os} to its rolls`);
  }
  const { os, codename, suites, components, keyring } = roll.description as OsRoll;
  // A keyring with a "/" is a file of the roll; a bare name is one of the system's.
  const isOwn = keyring.includes('/') && !keyring.startsWith('/');
  return { id: os, codename, suites, components, keyring: isOwn ? join(roll.folder, keyring) : keyring };
}
