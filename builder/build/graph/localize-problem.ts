import type { Place, Problem } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';

/** A place as the engine names it ("base/nodes/x.xml") with the file as it lies: below what was given as the roll. */
export function localizePlace(place: Place, rolls: readonly Roll[]): Place {
  const roll = rolls.find(({ name }) => place.file.startsWith(`${name}/`));
  return roll === undefined
    ? place
    : { ...place, file: `${roll.origin}${place.file.slice(roll.name.length)}` };
}

/** A finding of the engine with the file as it lies. */
export function localizeProblem(problem: Problem, rolls: readonly Roll[]): Problem {
  return problem.place === undefined ? problem : { ...problem, place: localizePlace(problem.place, rolls) };
}
