import { type Condition, type Graph, type GraphEdge, parseFactName, type Roster } from '../../model/mod.ts';
import { openRoster } from '../roster/open-roster.ts';
import { selectHosts } from '../roster/select-hosts.ts';
import { collectEntryPoints } from '../traverse/entry.ts';
import { indexGraph } from '../traverse/graph-index.ts';
import {
  attributesOf,
  findHostQuestions,
  type HostQuestion,
  listLateMarkup,
  plainList,
} from './asked-hosts.ts';

/** Which hosts something asks for, whatever the machine that asks is like; what is left out means all. */
export interface RosterNeed {
  readonly appliances?: readonly string[];
  readonly racks?: readonly string[];
  readonly where?: Condition;
  /** Names of values that these hosts must bring. */
  readonly attributes: readonly string[];
}

/**
 * Everything that machines of an appliance may ask of other hosts, whatever their values are: no condition is looked
 * at. Empty for those that ask for nobody.
 */
export function collectRosterNeeds(graph: Graph, appliance: string): readonly RosterNeed[] {
  const needs = new Map<string, RosterNeed>();
  const visit = (part: unknown): void => {
    for (const question of findHostQuestions(part)) {
      const need = needOf(question);
      if (need === undefined) continue;
      const { appliances, racks, where, attributes } = need;
      needs.set(JSON.stringify([appliances, racks, where?.source, attributes]), need);
    }
  };
  const reached = new Set(reachAll(graph, appliance));
  for (const name of reached)
    for (const { guard, items } of graph.nodes.get(name)?.files ?? []) visit([guard, items]);
  const mayCount = ({ from }: GraphEdge): boolean => typeof from !== 'string' || reached.has(from);
  visit(graph.edges.filter(mayCount).map(({ from, to, guards }) => [from, to, guards]));
  visit(graph.orders.map(({ head, tail, guards }) => [head, tail, guards]));
  visit(graph.defaults.map(({ value, guards }) => [value, guards]));
  for (const { piece } of listLateMarkup(graph)) visit(piece);
  return [...needs.values()];
}

function needOf(question: HostQuestion): RosterNeed | undefined {
  if ('item' in question) {
    const { item } = question;
    const [appliances, racks] = [plainList(item.appliances), plainList(item.racks)];
    return {
      ...(appliances === undefined ? {} : { appliances }),
      ...(racks === undefined ? {} : { racks }),
      ...(item.where === undefined ? {} : { where: item.where }),
      attributes: attributesOf(item),
    };
  }
  const fact = parseFactName(question.name);
  if (fact === undefined) return undefined;
  return { ...(fact.appliance === undefined ? {} : { appliances: [fact.appliance] }), attributes: [] };
}

/** Nodes that an edge leads to, if all conditions held. */
function reachAll(graph: Graph, appliance: string): Iterable<string> {
  const { edgesFrom, lateEdges } = indexGraph(graph);
  // Where an edge leads, only a machine's values say
  if (lateEdges.length > 0) return graph.nodes.keys();
  const entry = collectEntryPoints(graph).find((point) => point.appliance === appliance);
  const names = new Set([entry?.node ?? appliance]);
  for (const name of names) {
    for (const index of edgesFrom.get(name) ?? []) {
      const { to } = graph.edges[index]!;
      if (typeof to !== 'string') return graph.nodes.keys();
      names.add(to);
    }
  }
  return names;
}

/** The part of a roster that is needed: hosts that some need means, with the values that any of them asks for. */
export function pickRoster(roster: Roster, needs: readonly RosterNeed[]): Roster {
  const opened = openRoster(roster);
  const names = new Set(needs.flatMap((need) => selectHosts(opened, need).map(({ name }) => name)));
  const wanted = [...new Set(needs.flatMap(({ attributes }) => attributes))].sort();
  const picked = opened.all.filter(({ name }) => names.has(name));
  return {
    from: roster.from,
    hosts: picked.map(({ attributes = {}, ...host }) => {
      const kept = wanted.filter((name) => Object.hasOwn(attributes, name));
      if (kept.length === 0) return host;
      return { ...host, attributes: Object.fromEntries(kept.map((name) => [name, attributes[name]!])) };
    }),
  };
}
