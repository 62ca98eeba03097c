import type { ConfigurationRoll } from '../../model/files/mod.ts';
import { BuildError, errorProblem, findNearestName, type Problem } from '../../model/mod.ts';
import { type Roll, type RollOutline, readRoll, readRollOutline } from '../../rolls/mod.ts';
import { findRoll, rollFoldersOf } from './find-roll.ts';
import type { Recipe } from './recipe.ts';

export interface ReadRollsOptions {
  /** Where roll archives are unpacked to. */
  readonly cacheDir: string;
  /** The rolls that come with Cairn; `findOwnFiles()`. */
  readonly shippedRolls?: string | undefined;
  /** What keeps some of them from being taken; `judgeRolls()`. */
  readonly judge: (rolls: readonly RollOutline[]) => Promise<readonly Problem[]>;
}

/**
 * Reads all rolls of a recipe, in its order.
 *
 * @throws {BuildError} with every problem of every roll, and of their fitting together
 */
export function readRolls(recipe: Recipe, options: ReadRollsOptions): Promise<Roll[]> {
  return readEach(recipe, options, readRoll);
}

/** The same for those who ask the engine: only what it looks at is read, and only programs that would run need somebody's trust. */
export function readRollOutlines(recipe: Recipe, options: ReadRollsOptions): Promise<RollOutline[]> {
  const judge: ReadRollsOptions['judge'] = (rolls) =>
    options.judge(rolls.filter(({ name }) => recipe.allowEval.includes(name)));
  return readEach(recipe, { ...options, judge }, readRollOutline);
}

async function readEach<Read extends RollOutline>(
  recipe: Recipe,
  options: ReadRollsOptions,
  read: (path: string, cacheDir: string) => Promise<Read>,
): Promise<Read[]> {
  const folders = rollFoldersOf(recipe.file, options.shippedRolls);
  const problems: Problem[] = [];
  const rolls: Read[] = [];
  for (const [index, reference] of recipe.rolls.entries()) {
    const path = await findRoll(reference, recipe.file, folders);
    if (path === undefined) {
      const message = `Cannot find roll "${reference}"`;
      const hint = reference.includes('/')
        ? 'The path is relative to the recipe'
        : `Looked in ${folders.join(', ')}`;
      problems.push(errorProblem('ROLL_MISSING', message, recipe.placeOf('rolls', index), hint));
      continue;
    }
    try {
      rolls.push(await read(path, options.cacheDir));
    } catch (error) {
      if (!(error instanceof BuildError) || error.exitCode === 3) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length === 0) problems.push(...checkRollSet(recipe, rolls));
  if (problems.length === 0) problems.push(...(await options.judge(rolls)));
  if (problems.length > 0) throw new BuildError(problems);
  return rolls;
}

/** What no single roll shows: doubles, rolls that another one requires, rolls for another OS. */
function checkRollSet(recipe: Recipe, rolls: readonly RollOutline[]): Problem[] {
  const problems: Problem[] = [];
  const names = rolls.map((roll) => roll.name);
  for (const [index, roll] of rolls.entries()) {
    const wrong = (
      code: 'ROLL_OS' | 'ROLL_REQUIRES' | 'ROLL_TWICE',
      message: string,
      hint?: string,
    ): void => {
      problems.push(errorProblem(code, message, recipe.placeOf('rolls', index), hint));
    };
    const first = names.indexOf(roll.name);
    if (first < index) {
      wrong('ROLL_TWICE', `Roll "${roll.name}" is given twice: ${rolls[first]!.origin} and ${roll.origin}`);
    }
    if (roll.kind === 'os' && roll.description?.os !== recipe.os) {
      wrong('ROLL_OS', `Roll "${roll.name}" is ${roll.description?.os}, the recipe is for ${recipe.os}`);
    }
    if (roll.kind !== 'configuration') continue;
    const description = roll.description as ConfigurationRoll;
    if (description.os.length > 0 && !description.os.includes(recipe.os)) {
      wrong(
        'ROLL_OS',
        `Roll "${roll.name}" is for ${description.os.join(', ')}, the recipe for ${recipe.os}`,
      );
    }
    for (const needed of description.requires.filter((name) => !names.includes(name))) {
      const near = findNearestName(needed, names);
      const hint = near === undefined ? `Add ${needed} to the recipe's rolls` : `Is "${near}" meant?`;
      wrong(
        'ROLL_REQUIRES',
        `Roll "${roll.name}" requires roll "${needed}", which the recipe does not have`,
        hint,
      );
    }
  }
  return problems;
}
