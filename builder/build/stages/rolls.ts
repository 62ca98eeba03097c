import type { DistroContext } from '../../distro/mod.ts';
import type { ProgramFiles, Roll } from '../../rolls/mod.ts';
import { readRolls } from '../recipe/read-rolls.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type BelievedRelease, judgeRolls } from '../trust/judge-rolls.ts';
import type { StageRun } from './stage-table.ts';

export interface RollsInput {
  readonly recipe: Recipe;
  readonly distro: DistroContext;
  readonly release: BelievedRelease | undefined;
  readonly recipeOf: BelievedRelease | undefined;
  readonly program: Pick<ProgramFiles, 'rolls'>;
}

/** The rolls of a recipe, in its order. */
export interface ReadRecipeRolls {
  readonly rolls: readonly Roll[];
}

export function readRecipeRolls(input: RollsInput, { report }: StageRun): Promise<ReadRecipeRolls> {
  const { recipe, distro, program, release, recipeOf = release } = input;
  return report(async (stage) => {
    const rolls = await readRolls(recipe, {
      cacheDir: distro.cacheDir,
      shippedRolls: program.rolls,
      judge: (read) => judgeRolls(read, { distro, recipe, release: recipeOf }),
    });
    stage.summarize(rolls.map((roll) => `${roll.name} ${roll.version}`).join(', '));
    return { rolls };
  });
}
