import { formatPlace, type Problem, type Profile } from '../../model/mod.ts';

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
  const { appliance, nodes, packages, directives, scripts, files, services, screens } = profile;
  return {
    appliance,
    nodes,
    packages,
    directives,
    scripts,
    files,
    services,
    screens,
    warnings: warnings.map(describeProblem),
  };
}
