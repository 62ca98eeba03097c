import type { Roster, RosterHost } from '../../model/mod.ts';

/** The hosts of a roster in their sequence: appliance, rack, rank, name. */
export interface OpenRoster {
  readonly all: readonly RosterHost[];
  readonly byAppliance: ReadonlyMap<string, readonly RosterHost[]>;
}

const NOBODY: OpenRoster = { all: [], byAppliance: new Map() };
/** Thousands of machines ask one roster. */
const OPENED = new WeakMap<Roster, OpenRoster>();

/** Sorted by code units and numbers, whatever the order in which they came; without a roster there are no hosts. */
export function openRoster(roster: Roster | undefined): OpenRoster {
  if (roster === undefined) return NOBODY;
  const known = OPENED.get(roster);
  if (known !== undefined) return known;
  const all = [...roster.hosts].sort(compareHosts);
  const byAppliance = new Map<string, RosterHost[]>();
  for (const host of all) {
    const list = byAppliance.get(host.appliance);
    if (list === undefined) byAppliance.set(host.appliance, [host]);
    else list.push(host);
  }
  const opened = { all, byAppliance };
  OPENED.set(roster, opened);
  return opened;
}

function compareHosts(a: RosterHost, b: RosterHost): number {
  return (
    compareText(a.appliance, b.appliance) || a.rack - b.rack || a.rank - b.rank || compareText(a.name, b.name)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
