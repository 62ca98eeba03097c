import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import type { Roll } from '../roll.ts';
import { type BuildPackageOptions, type BuiltPackage, buildPackage } from './build-package.ts';

/**
 * Builds every small tree below a roll's `packages/` into a .deb, in code-unit order of their names.
 *
 * @throws {BuildError} with the problems of all of them
 */
export async function buildRoll(roll: Roll, options: BuildPackageOptions): Promise<BuiltPackage[]> {
  const problems: Problem[] = [];
  const built: BuiltPackage[] = [];
  for (const name of roll.packageTrees) {
    try {
      const made = await buildPackage(roll, name, options);
      const twin = built.find((other) => other.fileName === made.fileName);
      if (twin !== undefined) {
        const message = `Two trees of roll "${roll.name}" make the package ${made.fileName}`;
        problems.push(errorProblem('ROLL_PACKAGE', message, { file: `${roll.origin}/packages/${name}` }));
      }
      built.push(made);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
  return built;
}
