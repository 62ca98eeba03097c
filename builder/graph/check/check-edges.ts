import {
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

/** Edges with an end that no roll defines, and edges between rolls without a public end. */
export function checkEdges(graph: Graph, strict: boolean): readonly Problem[] {
  const problems: Problem[] = [];
  for (const edge of graph.edges) {
    if (problems.length >= EDGE_LIMIT) return problems;
    for (const end of ['from', 'to'] as const) {
      const name = edge[end];
      if (!isPlain(name) || graph.nodes.has(name)) continue;
      const build = graph.rolls[edge.roll]!.lenient ? warningProblem : errorProblem;
      const verb = end === 'from' ? 'starts at' : 'leads to';
      const message = `Edge ${verb} "${name}", which no roll defines`;
      problems.push(build('EDGE_DANGLING', message, placeOf(graph, edge), suggestName(graph, name)));
    }
    if (!isPlain(edge.from) || !isPlain(edge.to)) continue;
    const problem = findPrivateEdge(graph, edge, { from: edge.from, to: edge.to }, strict);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
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

function placeOf(graph: Graph, edge: GraphEdge): Place {
  const { line, column } = edge;
  return { file: `${graph.rolls[edge.roll]!.name}/${edge.path}`, line, column };
}
