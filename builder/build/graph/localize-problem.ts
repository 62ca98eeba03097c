import { labelRolls } from '../../graph/mod.ts';
import type { Place, Problem } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';

/**
 * A place as the engine names it ("base/nodes/x.xml") with the file as it lies: below what was given as the roll.
 *
 * @param rolls all of those that the engine was given, in their order
 */
export function localizePlace(place: Place, rolls: readonly RollOutline[]): Place {
  const labels = labelRolls(rolls.map(({ name }) => name));
  const index = labels.findIndex((label) => place.file === label || place.file.startsWith(`${label}/`));
  if (index < 0) return place;
  return { ...place, file: `${rolls[index]!.origin}${place.file.slice(labels[index]!.length)}` };
}

/** A finding of the engine with the file as it lies. */
export function localizeProblem(problem: Problem, rolls: readonly RollOutline[]): Problem {
  return problem.place === undefined ? problem : { ...problem, place: localizePlace(problem.place, rolls) };
}
