import { isOsRoll } from '../../model/files/mod.ts';
import type { GraphBundle } from '../../model/mod.ts';
import { describeOsSource, preferredOs, type RollOutline, readShippedSystems } from '../../rolls/mod.ts';

/** What a question about a graph says of operating systems. */
export interface AskedSystems {
  /** Of the graph; wins over the bundle's. */
  readonly os?: string | undefined;
  /** Of the one machine that is asked about. */
  readonly machineOs?: string | undefined;
  /** The rolls as they were read. */
  readonly rolls: readonly RollOutline[];
  /** Folder of the rolls that come with Cairn. */
  readonly shippedRolls: string | undefined;
}

/**
 * A bundle that names its operating system, and has its roll if that is among those that come with Cairn. Where
 * nobody names one it is that of an OS roll among the rolls; else the preferred one, where the rolls are for it; else
 * the first that all of them are for.
 */
export async function withOperatingSystem(bundle: GraphBundle, asked: AskedSystems): Promise<GraphBundle> {
  const given = bundle.rolls.flatMap(({ os }) => (os === undefined ? [] : [os.id]));
  const named = asked.os ?? bundle.os ?? given[0];
  const needed = [named, asked.machineOs].filter((id) => id !== undefined);
  if (named !== undefined && needed.every((id) => given.includes(id))) return { ...bundle, os: named };
  const systems = await readShippedSystems(asked.shippedRolls);
  const os = named ?? chooseOs(asked.rolls, preferredOs(systems));
  const added = systems.filter(
    (one) => (one.os === os || needed.includes(one.os)) && !given.includes(one.os),
  );
  return {
    ...bundle,
    ...(os === undefined ? {} : { os }),
    rolls: [...added.map((roll) => describeOsSource(roll)), ...bundle.rolls],
  };
}

/** Which operating system rolls without one are about. */
function chooseOs(rolls: readonly RollOutline[], preferred: string | undefined): string | undefined {
  const lists = rolls.flatMap(({ description }) =>
    description === undefined || isOsRoll(description) || description.os.length === 0 ? [] : [description.os],
  );
  const common = (lists[0] ?? []).filter((os) => lists.every((list) => list.includes(os)));
  return preferred === undefined || (common.length > 0 && !common.includes(preferred))
    ? common[0]
    : preferred;
}
