import { listHiddenPackages, nameMachine, type Profile } from '../../graph/mod.ts';
import { type Graph, type Place, placeOfOrigin } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { localizePlace } from './localize-problem.ts';

/** A package that some value would ask for, and that the distribution does not have. */
export interface AbsentPackage {
  readonly name: string;
  readonly appliances: readonly string[];
  /** Conditions that do not hold for any machine that is known now. */
  readonly conditions: readonly string[];
  readonly place: Place;
}

/** What is left out of a distribution because of conditions, sorted by name; a machine that needs it is not installed. */
export function listAbsentPackages(
  graph: Graph,
  profiles: readonly Profile[],
  rolls: readonly Roll[],
  isThere: (name: string) => boolean,
): readonly AbsentPackage[] {
  const absent = new Map<string, AbsentPackage>();
  for (const profile of profiles) {
    const { appliance } = profile;
    for (const { name, by, conditions } of listHiddenPackages(graph, profile, nameMachine(appliance))) {
      if (isThere(name)) continue;
      const known = absent.get(name);
      absent.set(name, {
        name,
        appliances: [...(known?.appliances ?? []), appliance],
        conditions: [...new Set([...(known?.conditions ?? []), ...conditions])],
        place: known?.place ?? localizePlace(placeOfOrigin(by), rolls),
      });
    }
  }
  return [...absent.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
