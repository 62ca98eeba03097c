import type { RecipeChange } from '../../build/recipe/change-recipe.ts';
import { BuildError, type ErrorCode } from '../../model/mod.ts';

/** What a frontend without a mirror may lack. */
const MISSING: readonly ErrorCode[] = ['PACKAGE_UNSATISFIED', 'MIRROR_MISSING'];

/**
 * Whoever lacks packages is told how to get them: the one command, elsewhere, that makes a delta for this frontend.
 *
 * @param folder of the release that the new one follows
 */
export async function adviseDelta<T>(
  folder: string,
  { add = [], remove = [] }: RecipeChange,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BuildError) || !error.problems.some(({ code }) => MISSING.includes(code)))
      throw error;
    const words = [
      ...add.map((path) => `--with ${path.split('/').at(-1)}`),
      ...remove.map((name) => `--without ${name}`),
    ];
    const advice =
      `Copy recipe.yaml, recipe.lock, release.list, release.list.asc and rolls/ of ${folder} to a machine with a mirror` +
      `${add.length === 0 ? '' : ', with the rolls that are added'}, and there: ` +
      `${['cairn build recipe.yaml', ...words, '--delta-from recipe.lock'].join(' ')}; then here: cairn release import FILE`;
    const problems = error.problems.map((problem, index) =>
      index < error.problems.length - 1
        ? problem
        : { ...problem, hint: problem.hint === undefined ? advice : `${problem.hint}\n  ${advice}` },
    );
    throw new BuildError(problems);
  }
}
