import {
  BuildError,
  checkAppliance,
  checkSystem,
  type GraphBundle,
  type Place,
  type Problem,
} from '../../model/mod.ts';
import { readFrontendGraphs } from './frontend-graph.ts';

/** An appliance or operating system that somebody names, and where. */
export interface NamedMachines {
  readonly appliance?: string | undefined;
  readonly os?: string | undefined;
  readonly place?: Place | undefined;
}

/**
 * Refuses names that no machine can have, whichever release of this frontend it gets. Where there is no graph, nothing is
 * known.
 *
 * @throws {BuildError} APPLIANCE_UNKNOWN, OS_UNKNOWN: all of them, as the release in use has it
 */
export async function refuseUnknown(named: readonly NamedMachines[]): Promise<void> {
  let open: readonly NamedMachines[] = named;
  const refused = new Map<NamedMachines, readonly Problem[]>();
  for await (const bundle of readFrontendGraphs()) {
    open = open.filter((one) => {
      const problems = checkNamed(bundle, one);
      if (!refused.has(one)) refused.set(one, problems);
      return problems.length > 0;
    });
    if (open.length === 0) return;
  }
  const problems = open.flatMap((one) => refused.get(one) ?? []);
  if (problems.length > 0) throw new BuildError(problems);
}

function checkNamed(bundle: GraphBundle, { appliance, os, place }: NamedMachines): readonly Problem[] {
  return [
    ...(appliance === undefined ? [] : checkAppliance(bundle, appliance, place)),
    ...(os === undefined ? [] : checkSystem(bundle, os, place)),
  ];
}
