import type { ErrorCode } from './codes.ts';
import { findNearestName } from './nearest-names.ts';
import { parseOperatingSystem } from './operating-system.ts';
import { errorProblem, type Place, type Problem } from './problem.ts';
import type { GraphBundle, RollSource } from './roll-source.ts';

/** Rolls, as far as they say what machines can be for. */
interface Offers {
  readonly rolls: readonly Pick<RollSource, 'appliances' | 'anyEntry'>[];
}

/** The appliances that rolls declare, sorted. */
export function declaredAppliances({ rolls }: Offers): string[] {
  return [...new Set(rolls.flatMap((roll) => Object.keys(roll.appliances ?? {})))].sort();
}

/** What machines can be for; undefined where any node may be asked for, or no roll says anything. */
export function appliancesOf(bundle: Offers): ReadonlySet<string> | undefined {
  const known = new Set(declaredAppliances(bundle));
  return known.size === 0 || bundle.rolls.some((roll) => roll.anyEntry === true) ? undefined : known;
}

/** An appliance that no roll has. */
export function checkAppliance(
  bundle: Offers,
  name: string,
  place?: Place,
  code: ErrorCode = 'APPLIANCE_UNKNOWN',
): Problem[] {
  const known = appliancesOf(bundle);
  if (known === undefined || known.has(name)) return [];
  return [errorProblem(code, `No roll has appliance "${name}"`, place, adviseName(name, known))];
}

/** An operating system that no machine of the graph has: values for it would be nobody's. */
export function checkSystem({ os }: Pick<GraphBundle, 'os'>, name: string, place?: Place): Problem[] {
  if (os === undefined || os === '') return [];
  const known = [parseOperatingSystem(os).family, os];
  if (known.includes(name)) return [];
  const message = `No machine has operating system "${name}"`;
  return [errorProblem('OS_UNKNOWN', message, place, adviseName(name, known))];
}

/** The close name among those that are known, or all of them. */
export function adviseName(name: string, known: Iterable<string>): string {
  const names = [...known].sort();
  const near = findNearestName(name, names);
  return near === undefined ? `Known: ${names.join(', ')}` : `Did you mean "${near}"?`;
}
