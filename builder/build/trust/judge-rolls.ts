import { join, relative, resolve } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { digestOnce } from '../../io/mod.ts';
import { fail, type Problem } from '../../model/mod.ts';
import { isArchived, type RollOutline } from '../../rolls/mod.ts';
import { judgeRoll, wordInRecipe } from './judge-roll.ts';
import { withKnownKeys } from './known-keys.ts';
import { openLists, type SignedFolder } from './open-lists.ts';

/** A release whose signed list was believed already. */
export interface BelievedRelease {
  readonly cairn: string;
  readonly find: (path: string) => Promise<string | undefined>;
}

/** What decides about the rolls of a recipe. */
export interface RecipeTrust {
  readonly distro: DistroContext;
  readonly recipe: { readonly file: string; readonly allowUnsigned: readonly string[] };
  /** The release that the recipe is of, where it is open. */
  readonly release?: BelievedRelease | undefined;
}

/**
 * What keeps rolls of a recipe from being taken. Of a release's own archives its signed list says what they are; all others
 * are signed by somebody who is trusted here, or named in the recipe's `allowUnsigned`.
 *
 * @throws {BuildError} RELEASE_UNTRUSTED, RELEASE_DAMAGED of a release that the recipe lies in
 */
export async function judgeRolls(
  rolls: readonly RollOutline[],
  { distro, recipe, release }: RecipeTrust,
): Promise<readonly Problem[]> {
  const archives = rolls.filter(isArchived);
  if (archives.length === 0) return [];
  return withKnownKeys(distro, [], async (keyrings) => {
    const isOf = release !== undefined && contains(release.cairn, recipe.file);
    const lists = isOf ? [] : await openLists(recipe.file, distro.carried, keyrings);
    const problems: Problem[] = [];
    for (const roll of archives) {
      if (isOf && (await isOfRelease(release, roll))) continue;
      if (await isListed(lists, roll)) continue;
      const unsigned = recipe.allowUnsigned.includes(roll.name);
      const { problem } = await judgeRoll(roll, { keyrings, unsigned, wordFor: wordInRecipe });
      if (problem !== undefined) problems.push(problem);
    }
    return problems;
  });
}

function contains(folder: string, file: string): boolean {
  return resolve(file).startsWith(join(resolve(folder), '/'));
}

async function isOfRelease({ cairn, find }: BelievedRelease, { origin }: RollOutline): Promise<boolean> {
  if (!contains(cairn, origin)) return false;
  return (await find(join('cairn', relative(resolve(cairn), resolve(origin))))) !== undefined;
}

/**
 * Whether a signed list has this very content: who works with a recipe that was carried in may have copied it.
 *
 * @throws {BuildError} RELEASE_DAMAGED for a file that lies where the list has another one
 */
async function isListed(lists: readonly SignedFolder[], { origin }: RollOutline): Promise<boolean> {
  if (lists.length === 0) return false;
  const { sha256 } = await digestOnce(origin);
  for (const { folder, sums } of lists) {
    if ([...sums.values()].includes(sha256)) return true;
    if (sums.has(relative(resolve(folder), resolve(origin))))
      fail('RELEASE_DAMAGED', 'Not the file that the signed list beside it names', { file: origin });
  }
  return false;
}
