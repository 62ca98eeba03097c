import type { Graph, Template } from '../../model/mod.ts';

/** What is the same for every machine of one graph, so that a traversal touches only what it reaches. */
export interface GraphIndex {
  /** Edges by the plain name of their `from`. */
  readonly edgesFrom: ReadonlyMap<string, readonly number[]>;
  /** Edges whose `from` depends on attributes. */
  readonly lateEdges: readonly number[];
  /** Every plain name that some edge mentions. */
  readonly mentioned: ReadonlySet<string>;
}

const INDEXES = new WeakMap<Graph, GraphIndex>();

/** The index of a graph, made when it is first asked for. */
export function indexGraph(graph: Graph): GraphIndex {
  const known = INDEXES.get(graph);
  if (known !== undefined) return known;
  const edgesFrom = new Map<string, number[]>();
  const lateEdges: number[] = [];
  const mentioned = new Set<string>();
  for (const [index, edge] of graph.edges.entries()) {
    for (const end of [edge.from, edge.to]) if (isPlain(end)) mentioned.add(end);
    if (!isPlain(edge.from)) lateEdges.push(index);
    else {
      const list = edgesFrom.get(edge.from);
      if (list === undefined) edgesFrom.set(edge.from, [index]);
      else list.push(index);
    }
  }
  const made = { edgesFrom, lateEdges, mentioned };
  INDEXES.set(graph, made);
  return made;
}

/** True for a name that is the same on every machine. */
export function isPlain(template: Template): template is string {
  return typeof template === 'string';
}
