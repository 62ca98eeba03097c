import { BuildError, formatProblem, type Problem } from '../model/mod.ts';
import { checkRoll, type Roll, readRoll } from '../rolls/mod.ts';
import { countOf, printLine } from './report.ts';
import { cacheDirOf } from './surroundings.ts';

/** `cairn roll check ROLL...`: every finding of all of them, in one run. */
export async function runRollCheck(
  paths: readonly string[],
  options: { readonly json?: boolean },
): Promise<void> {
  const rolls: Roll[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      const roll = await readRoll(path, cacheDirOf());
      rolls.push(roll);
      problems.push(...(await checkRoll(roll)));
    } catch (error) {
      if (!(error instanceof BuildError) || error.exitCode !== 1) throw error;
      problems.push(...error.problems);
    }
  }
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (options.json) printLine(JSON.stringify({ rolls: rolls.map(describeRoll), problems }, undefined, 2));
  else {
    for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
    printLine(
      `${countOf(rolls.length, 'roll')} read, ${countOf(errors, 'error')}, ${countOf(problems.length - errors, 'warning')}`,
    );
  }
  if (errors > 0) process.exitCode = 1;
}

function describeRoll(roll: Roll): object {
  const { name, version, kind, origin, digest } = roll;
  return { name, version, kind, origin, digest };
}
