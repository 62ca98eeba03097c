import type { GraphEdge } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { indexGraph } from './graph-index.ts';

/** What one machine contains, before any order. */
export interface Reach {
  /** Names in the order in which they were met; the first is the entry node. */
  readonly names: readonly string[];
  /** For each name, the edges that are there and lead to it from a reached node. */
  readonly edgesTo: ReadonlyMap<string, readonly ReachedEdge[]>;
}

export interface ReachedEdge {
  readonly from: string;
  readonly edge: GraphEdge;
}

/**
 * All nodes that can be reached from the entry node over the edges that are there. An edge whose condition is
 * false is not there. A queue instead of recursion: depth is bounded by memory alone.
 */
export function reachNodes(machine: Machine, entry: string): Reach {
  const { graph } = machine;
  const { edgesFrom } = indexGraph(graph);
  const late = resolveLateEdges(machine);
  const names = [entry];
  const edgesTo = new Map<string, ReachedEdge[]>([[entry, []]]);
  for (let at = 0; at < names.length; at += 1) {
    const from = names[at]!;
    for (const index of edgesFrom.get(from) ?? []) follow(graph.edges[index]!, from);
    for (const edge of late.get(from) ?? []) follow(edge, from);
  }
  return { names, edgesTo };

  function follow(edge: GraphEdge, from: string): void {
    if (!isThere(machine, edge)) return;
    const to = expandEnd(machine, edge, 'to');
    if (to === '') return;
    const known = edgesTo.get(to);
    if (known === undefined) {
      edgesTo.set(to, [{ from, edge }]);
      names.push(to);
    } else known.push({ from, edge });
  }
}

/** True when all conditions of an edge hold: its own and those of its nested ends. */
export function isThere(machine: Machine, edge: GraphEdge): boolean {
  return edge.guards.every((guard) => machine.holds(guard, edge));
}

/** The name at one end of an edge on this machine, trimmed. */
export function expandEnd(machine: Machine, edge: GraphEdge, end: 'from' | 'to'): string {
  const template = edge[end];
  if (typeof template === 'string') return template;
  const isText = end === 'from' ? edge.fromIsText : edge.toIsText;
  return (isText ? machine.expandText(template, edge) : machine.expandValue(template, edge)).trim();
}

function resolveLateEdges(machine: Machine): ReadonlyMap<string, readonly GraphEdge[]> {
  const { graph } = machine;
  const byName = new Map<string, GraphEdge[]>();
  for (const index of indexGraph(graph).lateEdges) {
    const edge = graph.edges[index]!;
    if (!isThere(machine, edge)) continue;
    const from = expandEnd(machine, edge, 'from');
    const list = byName.get(from);
    if (list === undefined) byName.set(from, [edge]);
    else list.push(edge);
  }
  return byName;
}
