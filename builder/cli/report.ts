import { BuildError, formatProblem, type Problem } from '../model/mod.ts';

/** Prints warnings to standard error; any error among them ends the command. @throws {BuildError} */
export function reportProblems(problems: readonly Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new BuildError(problems);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
}

/** Prints one line of result. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `1 package`, `2 packages`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
