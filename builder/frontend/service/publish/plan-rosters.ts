import { collectEntryPoints, collectRosterNeeds, pickRoster, type RosterNeed } from '../../../graph/mod.ts';
import {
  attributesOfHost,
  factsOfHost,
  groupStoredAttributes,
  type Host,
  type HostFacts,
  identityOfHost,
  pickLayers,
  pickRelease,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import type { AttributeMap, Graph, Roster, RosterHost } from '../../../model/mod.ts';
import { type FrontendConfig, frontendFacts } from '../shared/config.ts';

/** Releases besides the one in use. */
export interface OtherReleases {
  /** Name of the one in use. */
  readonly inUse: string;
  /** Graphs of those that hosts get or run, by name. */
  readonly graphs: ReadonlyMap<string, Graph>;
}

export interface RosterInput {
  readonly config: Pick<FrontendConfig, 'hostname' | 'address'>;
  /** The graph of the release in use. */
  readonly graph: Graph;
  /** Left out: every host has that graph. */
  readonly others?: OtherReleases;
  readonly hosts: readonly Host[];
  readonly attributes: readonly StoredAttribute[];
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

function listRosterHosts(
  { config, graph: current, others, hosts, attributes }: RosterInput,
  wanted: ReadonlySet<string>,
): readonly RosterHost[] {
  const said = groupStoredAttributes(attributes);
  const valuesOf = (facts: HostFacts): AttributeMap => {
    const release = pickRelease(said, identityOfHost(facts, current.os), others?.inUse ?? '');
    const graph = others?.graphs.get(release) ?? current;
    const own = pickLayers(said, identityOfHost(facts, graph.os));
    const values = [...attributesOfHost(graph, facts, own).values()];
    const open = values.filter(({ name, secret }) => !secret && wanted.has(name));
    return Object.fromEntries(open.map(({ name, value }) => [name, value]));
  };
  const describe = (facts: HostFacts): RosterHost => {
    const { name, address, appliance, rack, rank } = facts;
    const plain = { name, address, appliance, rack: Number(rack), rank: Number(rank) };
    return wanted.size === 0 ? plain : { ...plain, attributes: valuesOf(facts) };
  };
  return [frontendFacts(config), ...hosts.map(factsOfHost)].map(describe);
}
