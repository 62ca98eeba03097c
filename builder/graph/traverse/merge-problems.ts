import type { Problem } from '../../model/mod.ts';

/** Each finding once; where one place has an error and a warning of the same kind, the error. */
export function mergeProblems(problems: readonly Problem[]): readonly Problem[] {
  const best = new Map<string, Problem>();
  for (const problem of problems) {
    const { place } = problem;
    const key = `${problem.code} ${place?.file}:${place?.line}:${place?.column} ${problem.message}`;
    if (best.get(key)?.severity !== 'error') best.set(key, problem);
  }
  return [...best.values()];
}
