import { formatPlace, type Origin, type Problem, type Profile, warningProblem } from '../../model/mod.ts';

/** What two nodes of one machine want differently. */
export function checkProfile(profile: Profile | undefined): readonly Problem[] {
  if (profile === undefined) return [];
  return [...checkPackages(profile), ...checkFiles(profile), ...checkServices(profile)];
}

function checkPackages(profile: Profile): readonly Problem[] {
  return profile.packages.enabled
    .filter(({ against }) => against.length > 0)
    .map(({ name, by, against }) => {
      const message = `Package "${name}" is wanted by ${who(by[0]!)} but not by ${who(against[0]!)}: it is installed`;
      return warningProblem('PACKAGE_BOTH', message, placeOf(against[0]!));
    });
}

/** Two nodes that create one file: the second takes away what the first wrote. */
function checkFiles(profile: Profile): readonly Problem[] {
  const first = new Map<string, Origin>();
  const problems: Problem[] = [];
  for (const file of profile.files) {
    if (file.mode !== 'create') continue;
    const other = first.get(file.path);
    if (other === undefined) first.set(file.path, file);
    else if (other.node !== file.node) {
      const message = `File "${file.path}" is created by ${who(other)} and again by ${who(file)}`;
      const hint = 'Use mode="append" in one of them';
      problems.push(warningProblem('FILE_TWICE', message, placeOf(file), hint));
    }
  }
  return problems;
}

function checkServices(profile: Profile): readonly Problem[] {
  return profile.services.flatMap(({ name, by, enabled }) => {
    const loser = by.find((wish) => wish.enabled !== enabled);
    const winner = by.findLast((wish) => wish.enabled === enabled);
    if (loser === undefined || winner === undefined) return [];
    const word = (state: boolean): string => (state ? 'enabled' : 'disabled');
    const message =
      `Service "${name}" is ${word(!enabled)} by ${who(loser)} and ${word(enabled)} by ${who(winner)}: ` +
      'the later one counts';
    return [warningProblem('SERVICE_BOTH', message, placeOf(winner))];
  });
}

function who(origin: Origin): string {
  return `node "${origin.node}" (${formatPlace(placeOf(origin))})`;
}

function placeOf({ roll, file, line }: Origin): { file: string; line: number } {
  return { file: `${roll}/${file}`, line };
}
