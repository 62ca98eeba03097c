import { sha256 } from '../../io/mod.ts';
import { isOsRoll } from '../../model/files/mod.ts';
import { BuildError, errorProblem, mergeScopedAttributes, type ScopedAttributes } from '../../model/mod.ts';
import { type RollOutline, readRollOutline } from '../../rolls/mod.ts';
import { findRoll, rollFoldersOf } from './find-roll.ts';
import type { Recipe } from './recipe.ts';

/** What is to be different in a recipe. */
export interface RecipeChange {
  /** Folders or archives of rolls; one takes the place of a roll of the same name. */
  readonly add?: readonly string[];
  /** Whether those that are added are taken though nobody signed them. */
  readonly unsigned?: boolean;
  /** Names of rolls. */
  readonly remove?: readonly string[];
  readonly attributes?: Partial<ScopedAttributes>;
}

interface Referenced {
  readonly reference: string;
  readonly roll: RollOutline | undefined;
}

/**
 * A recipe with other rolls or values. It is named by what it says, wherever it and its rolls lie.
 *
 * @param shippedRolls the rolls that come with Cairn
 * @throws {BuildError} ROLL_MISSING for a roll to remove that it has not; what reading a roll throws
 */
export async function changeRecipe(
  recipe: Recipe,
  { add = [], remove = [], attributes, unsigned = false }: RecipeChange,
  { cacheDir, shippedRolls }: { readonly cacheDir: string; readonly shippedRolls: string | undefined },
): Promise<Recipe> {
  const folders = rollFoldersOf(recipe.file, shippedRolls);
  const given: Referenced[] = [];
  for (const reference of recipe.rolls) {
    const path = await findRoll(reference, recipe.file, folders);
    given.push({ reference, roll: path === undefined ? undefined : await readRollOutline(path, cacheDir) });
  }
  const added = await Promise.all(
    add.map(async (reference) => ({ reference, roll: await readRollOutline(reference, cacheDir) })),
  );
  const missing = remove.filter((name) => given.every(({ roll }) => roll?.name !== name));
  if (missing.length > 0) throw new BuildError(missing.map((name) => unknownRoll(name, given)));
  const byName = new Map(added.map((one) => [one.roll.name, one]));
  const kept = given
    .filter(({ roll }) => roll === undefined || !remove.includes(roll.name))
    .map((one) => byName.get(one.roll?.name ?? '') ?? one);
  const fresh = added.filter((one) => !kept.includes(one));
  const changed = {
    ...recipe,
    rolls: [...kept, ...fresh].map(({ reference }) => reference),
    attributes: mergeScopedAttributes([recipe.attributes, attributes]),
    allowUnsigned: [...recipe.allowUnsigned, ...(unsigned ? added.map(({ roll }) => roll.name) : [])],
    ...chooseAppliances(recipe, given, [...kept, ...fresh]),
  };
  const { file: _file, sha256: _sha256, placeOf: _placeOf, allowUnsigned: _allowed, ...said } = changed;
  // Of the rolls the lock says what they are; where they lie is nobody's business
  const names = [...kept, ...fresh].map(({ roll, reference }) => roll?.name ?? reference);
  return { ...changed, sha256: sha256(JSON.stringify({ ...said, rolls: names })) };
}

/** A recipe that names its appliances names those of its new rolls too, and no longer those of rolls that are gone. */
function chooseAppliances(
  { appliances }: Recipe,
  before: readonly Referenced[],
  after: readonly Referenced[],
): Pick<Recipe, 'appliances'> {
  if (appliances === undefined) return {};
  const had = new Set(before.flatMap(listAppliancesOf));
  const has = after.flatMap(listAppliancesOf);
  const fresh = has.filter((name) => !had.has(name));
  return { appliances: [...appliances.filter((name) => has.includes(name)), ...new Set(fresh)] };
}

function listAppliancesOf({ roll }: Referenced): readonly string[] {
  const description = roll?.description;
  return description === undefined || isOsRoll(description) ? [] : Object.keys(description.appliances);
}

function unknownRoll(name: string, given: readonly Referenced[]) {
  const names = given.flatMap(({ roll }) => (roll === undefined ? [] : [roll.name]));
  return errorProblem(
    'ROLL_MISSING',
    `There is no roll "${name}" in it`,
    undefined,
    `It has: ${names.join(', ')}`,
  );
}
