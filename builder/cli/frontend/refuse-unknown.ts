import { BuildError, checkAppliance, checkSystem, type GraphBundle, type Place } from '../../model/mod.ts';

/** An appliance or operating system that somebody names, and where. */
export interface NamedMachines {
  readonly appliance?: string | undefined;
  readonly os?: string | undefined;
  readonly place?: Place | undefined;
}

/**
 * Refuses names that no machine of this frontend's graph can have.
 *
 * @param bundle undefined where there is no graph: nothing is known then
 * @throws {BuildError} APPLIANCE_UNKNOWN, OS_UNKNOWN: all of them
 */
export function refuseUnknown(bundle: GraphBundle | undefined, named: readonly NamedMachines[]): void {
  if (bundle === undefined) return;
  const problems = named.flatMap(({ appliance, os, place }) => [
    ...(appliance === undefined ? [] : checkAppliance(bundle, appliance, place)),
    ...(os === undefined ? [] : checkSystem(bundle, os, place)),
  ]);
  if (problems.length > 0) throw new BuildError(problems);
}
