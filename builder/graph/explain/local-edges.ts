import type { GraphEdge } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { expandEnd, isThere } from '../traverse/reach.ts';

/** An edge as it is on one machine, whether its conditions hold or not. */
export interface LocalEdge {
  readonly from: string;
  readonly to: string;
  readonly holds: boolean;
  readonly edge: GraphEdge;
}

/** All edges of a graph with the names that their ends have on this machine, in a fixed order. */
export function listLocalEdges(machine: Machine): readonly LocalEdge[] {
  const edges = machine.graph.edges.map((edge) => ({
    from: expandEnd(machine, edge, 'from'),
    to: expandEnd(machine, edge, 'to'),
    holds: isThere(machine, edge),
    edge,
  }));
  return edges.filter(({ from, to }) => from !== '' && to !== '').sort(compare);
}

function compare(a: LocalEdge, b: LocalEdge): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    a.edge.roll - b.edge.roll ||
    compareText(a.edge.path, b.edge.path) ||
    a.edge.line - b.edge.line ||
    a.edge.column - b.edge.column
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Edges by one of their ends. */
export function groupEdges(
  edges: readonly LocalEdge[],
  end: 'from' | 'to',
): ReadonlyMap<string, readonly LocalEdge[]> {
  const groups = new Map<string, LocalEdge[]>();
  for (const edge of edges) {
    const list = groups.get(edge[end]);
    if (list === undefined) groups.set(edge[end], [edge]);
    else list.push(edge);
  }
  return groups;
}
