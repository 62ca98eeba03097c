import {
  countOf,
  errorProblem,
  type Graph,
  type GraphEdge,
  type Place,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';
import { indexGraph, isPlain } from '../traverse/graph-index.ts';
import { suggestName } from '../traverse/missing-nodes.ts';
import { findPrivateEdge } from '../traverse/private-edges.ts';

/** So many findings say enough about a graph that is wrong everywhere. */
const EDGE_LIMIT = 2000;

/** Names that edges lead to or start at and no roll defines, and edges between rolls without a public end. */
export function checkEdges(graph: Graph, dangling: DanglingEnds, strict: boolean): readonly Problem[] {
  const problems = [...dangling]
    .slice(0, EDGE_LIMIT)
    .map(([name, ends]) => describeDangling(graph, name, ends));
  for (const edge of graph.edges) {
    if (problems.length >= EDGE_LIMIT) return problems;
    if (!isPlain(edge.from) || !isPlain(edge.to)) continue;
    const problem = findPrivateEdge(graph, edge, { from: edge.from, to: edge.to }, strict);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

/** An edge, and the end of it that no roll defines. */
interface DanglingEnd {
  readonly edge: GraphEdge;
  readonly end: 'from' | 'to';
}

/** By the name that is missing, in order of edges. */
export type DanglingEnds = ReadonlyMap<string, readonly DanglingEnd[]>;

export function listDanglingEnds(graph: Graph): DanglingEnds {
  const found = new Map<string, DanglingEnd[]>();
  for (const edge of graph.edges) {
    for (const end of ['from', 'to'] as const) {
      const name = edge[end];
      if (!isPlain(name) || graph.nodes.has(name)) continue;
      const known = found.get(name);
      if (known === undefined) found.set(name, [{ edge, end }]);
      else known.push({ edge, end });
    }
  }
  return found;
}

/** One finding for a name, however many edges have it. */
function describeDangling(graph: Graph, name: string, ends: readonly DanglingEnd[]): Problem {
  const { edge, end } = ends[0]!;
  const isLenient = ends.every((one) => graph.rolls[one.edge.roll]!.lenient);
  const build = isLenient ? warningProblem : errorProblem;
  const verb = end === 'from' ? 'starts at' : 'leads to';
  const others = ends.length === 1 ? '' : `; so do ${countOf(ends.length - 1, 'more edge')}`;
  const message = `Edge ${verb} "${name}", which no roll defines${others}`;
  return build('EDGE_DANGLING', message, placeOfEdge(graph, edge), suggestName(graph, name));
}

/** Nodes that no edge mentions: no machine can ever have them. */
export function checkOrphans(graph: Graph): readonly Problem[] {
  const { mentioned } = indexGraph(graph);
  if (graph.edges.some((edge) => !isPlain(edge.from) || !isPlain(edge.to))) return [];
  const entries = new Set(
    graph.rolls.flatMap((roll) => Object.values(roll.appliances).map(({ node }) => node.trim())),
  );
  return [...graph.nodes.values()]
    .filter((node) => node.files.length > 0 && !mentioned.has(node.name) && !entries.has(node.name))
    .map((node) => {
      const { roll, path } = node.files[0]!;
      const place = { file: `${graph.rolls[roll]!.name}/${path}`, line: 1 };
      return warningProblem('NODE_ORPHAN', `Node "${node.name}" is used by no edge`, place);
    });
}

export function placeOfEdge(graph: Graph, edge: GraphEdge): Place {
  const { line, column } = edge;
  return { file: `${graph.rolls[edge.roll]!.name}/${edge.path}`, line, column };
}
