import type { Problem } from '../model/mod.ts';
import type { Roll } from '../rolls/mod.ts';

/** A finding of the engine ("base/nodes/x.xml") with the file as it lies: below what the user gave as the roll. */
export function localizeProblem(problem: Problem, rolls: readonly Roll[]): Problem {
  const { place } = problem;
  if (place === undefined) return problem;
  const roll = rolls.find(({ name }) => place.file.startsWith(`${name}/`));
  if (roll === undefined) return problem;
  return { ...problem, place: { ...place, file: `${roll.origin}${place.file.slice(roll.name.length)}` } };
}
