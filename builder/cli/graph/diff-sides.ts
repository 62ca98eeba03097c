import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findRoll, readRecipe, rollFoldersOf } from '../../build/mod.ts';
import { findOwnFiles } from '../../build/surroundings.ts';
import { parseRecipeLock, type RecipeLock } from '../../distro/mod.ts';
import { readText } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import type { GraphInputOptions } from './commands.ts';
import { type GraphInputs, readSoundInputs } from './inputs.ts';

/** One side of a comparison: a lock, or what profiles can be made of. */
export type DiffSide =
  | { readonly kind: 'lock'; readonly name: string; readonly lock: RecipeLock }
  | {
      readonly kind: 'graph';
      readonly name: string;
      readonly inputs: GraphInputs;
      /** The recipe's appliances; undefined: all. */
      readonly appliances: readonly string[] | undefined;
    };

/** Rolls that one side has and the recipe has not, or the other way round. */
export interface RollChange {
  readonly with: readonly string[];
  readonly without: readonly string[];
}

/** Reads a recipe, a lock, the folder of a build with a lock in it, a graph bundle, or a roll. */
export async function readSide(
  path: string,
  options: GraphInputOptions,
  change: RollChange,
): Promise<DiffSide> {
  const kind = await findKind(path);
  if (kind === 'lock') {
    const file = (await isFolder(path)) ? join(path, 'recipe.lock') : path;
    return { kind, name: path, lock: parseRecipeLock(await readText(file), file) };
  }
  const { recipe: _recipe, bundle: _bundle, ...rest } = options;
  const extra = await Promise.all(change.with.map((reference) => locateRoll(reference, kind, path)));
  const own = kind === 'roll' ? [path] : [];
  const given = kind === 'roll' ? {} : { [kind]: path };
  const inputs = await readSoundInputs({ ...rest, ...given, roll: [...own, ...rest.roll, ...extra] });
  const appliances = kind === 'recipe' ? (await readRecipe(path)).appliances : undefined;
  const notes = [
    ...change.with.map((name) => `with ${name}`),
    ...change.without.map((name) => `without ${name}`),
  ];
  return {
    kind: 'graph',
    name: [path, ...notes].join(' '),
    inputs: takeAway(inputs, change.without),
    appliances,
  };
}

async function findKind(path: string): Promise<'recipe' | 'lock' | 'bundle' | 'roll'> {
  if (await isFolder(path)) return (await isFile(join(path, 'recipe.lock'))) ? 'lock' : 'roll';
  if (/\.(?:tar|tar\.\w+|tgz|zip|7z|iso)$/.test(path)) return 'roll';
  const text = await readText(path);
  if (!text.trimStart().startsWith('{')) return 'recipe';
  if (path.endsWith('.lock')) return 'lock';
  return isLock(text) ? 'lock' : 'bundle';
}

function isLock(text: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'packagesIndex');
  } catch {
    return false;
  }
}

async function locateRoll(reference: string, kind: string, path: string): Promise<string> {
  if (reference.includes('/') || (await isFolder(reference))) return reference;
  const { rolls } = await findOwnFiles();
  const folders = rollFoldersOf(path, rolls);
  const found = kind === 'recipe' ? await findRoll(reference, path, folders) : undefined;
  return (
    found ??
    fail('ROLL_MISSING', `Cannot find roll "${reference}"`, undefined, `Looked in ${folders.join(', ')}`)
  );
}

function takeAway(inputs: GraphInputs, without: readonly string[]): GraphInputs {
  if (without.length === 0) return inputs;
  const { bundle } = inputs;
  const names = bundle.rolls.map(({ name }) => name);
  for (const name of without.filter((one) => !names.includes(one))) {
    fail(
      'ROLL_MISSING',
      `There is no roll "${name}" to leave out`,
      undefined,
      `There are: ${names.join(', ')}`,
    );
  }
  const rolls = bundle.rolls.filter(({ name }) => !without.includes(name));
  for (const { name, requires = [] } of rolls) {
    const needed = requires.find((one) => without.includes(one));
    if (needed === undefined) continue;
    const hint = `Leave it out as well: --without ${name}`;
    fail('ROLL_REQUIRES', `Roll "${name}" requires roll "${needed}"`, undefined, hint);
  }
  return { ...inputs, bundle: { ...bundle, rolls } };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
