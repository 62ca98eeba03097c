import { collectEntryPoints, collectRosterNeeds, pickRoster, type RosterNeed } from '../../../graph/mod.ts';
import { factsOfHost, type Host, type HostFacts } from '../../../hosts/mod.ts';
import type { AttributeMap, Graph, Roster, RosterHost } from '../../../model/mod.ts';
import { type FrontendConfig, frontendFacts } from '../shared/config.ts';
import { createValueReader, type HostValuesInput } from './host-values.ts';

export interface RosterInput extends HostValuesInput {
  readonly config: Pick<FrontendConfig, 'hostname' | 'address'>;
  readonly hosts: readonly Host[];
}

/**
 * What machines of each appliance may ask of the other hosts, the frontend among them. Appliances of which no node asks
 * have no list. Time and memory grow with the number of hosts, and with that of appliances that ask.
 */
export function planRosters(input: RosterInput): ReadonlyMap<string, Roster> {
  const needs = mergeNeeds([input.graph, ...(input.others?.graphs.values() ?? [])]);
  if (needs.size === 0) return new Map();
  const wanted = new Set([...needs.values()].flat().flatMap(({ attributes }) => attributes));
  const roster = { from: 'the frontend', hosts: listRosterHosts(input, wanted) };
  return new Map([...needs].map(([appliance, own]) => [appliance, pickRoster(roster, own)]));
}

type Needs = ReadonlyMap<string, readonly RosterNeed[]>;
const KNOWN = new WeakMap<Graph, Needs>();

/** By appliance; the graph alone says it. */
function needsOf(graph: Graph): Needs {
  const known = KNOWN.get(graph);
  if (known !== undefined) return known;
  const all = collectEntryPoints(graph).map(
    ({ appliance }) => [appliance, collectRosterNeeds(graph, appliance)] as const,
  );
  const needs = new Map(all.filter(([, own]) => own.length > 0));
  KNOWN.set(graph, needs);
  return needs;
}

/** A list is for all machines of an appliance, whichever release each of them runs. */
function mergeNeeds(graphs: readonly Graph[]): Needs {
  const merged = new Map<string, readonly RosterNeed[]>();
  for (const graph of graphs)
    for (const [appliance, own] of needsOf(graph))
      merged.set(appliance, [...(merged.get(appliance) ?? []), ...own]);
  return merged;
}

function listRosterHosts(input: RosterInput, wanted: ReadonlySet<string>): readonly RosterHost[] {
  const { config, hosts } = input;
  const readValues = createValueReader(input);
  const valuesOf = (facts: HostFacts): AttributeMap => {
    const open = [...readValues(facts).values()].filter(({ name, secret }) => !secret && wanted.has(name));
    return Object.fromEntries(open.map(({ name, value }) => [name, value]));
  };
  const describe = (facts: HostFacts): RosterHost => {
    const { name, address, appliance, rack, rank } = facts;
    const plain = { name, address, appliance, rack: Number(rack), rank: Number(rank) };
    return wanted.size === 0 ? plain : { ...plain, attributes: valuesOf(facts) };
  };
  return [frontendFacts(config), ...hosts.map(factsOfHost)].map(describe);
}
