import { type Profile, pickListed } from '../../graph/mod.ts';
import { formatPlace, type Problem } from '../../model/mod.ts';

/** A finding as JSON: its place both in one word and in parts. */
export function describeProblem(problem: Problem): object {
  const { severity, code, message, place, hint } = problem;
  return {
    severity,
    code,
    message,
    ...(place === undefined ? {} : { place: formatPlace(place), ...place }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The document of `cairn graph profile --format json`. */
export function describeProfile(profile: Profile, warnings: readonly Problem[]): object {
  const { appliance, nodes } = profile;
  return { appliance, nodes, ...pickListed(profile), warnings: warnings.map(describeProblem) };
}
