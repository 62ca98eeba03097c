import {
  findNearestName,
  type Graph,
  type GraphEdge,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { isPlain } from './graph-index.ts';
import type { Reach, ReachedEdge } from './reach.ts';

/** Adds an error for every reached name that no roll defines, naming the edge that asks for it. */
export function addMissingNodes(machine: Machine, reach: Reach, appliance: string): void {
  for (const name of [...reach.names].sort()) {
    const node = machine.graph.nodes.get(name);
    if (node !== undefined && node.missing === undefined) continue;
    if (machine.isFull('error', 'NODE_MISSING')) return;
    const because = node?.missing === undefined ? '' : ` (${node.missing.message})`;
    const edges = sortEdges(reach.edgesTo.get(name) ?? []);
    const hint = suggestName(machine.graph, name);
    if (edges.length === 0) {
      const place = node?.missing?.place ?? { file: appliance };
      machine.addError(
        'NODE_MISSING',
        `Entry node "${name}" is not defined in any roll${because}`,
        place,
        hint,
      );
    }
    for (const { from, edge } of edges) {
      const message = `Node "${name}" is reached by the edge from "${from}" but not defined in any roll${because}`;
      machine.addError('NODE_MISSING', message, machine.placeOf(edge, edge), hint);
    }
  }
}

/** In a fixed order, whatever the order of files and elements. */
export function sortEdges(edges: readonly ReachedEdge[]): readonly ReachedEdge[] {
  if (edges.length < 2) return edges;
  const key = ({ from, edge }: ReachedEdge): string => {
    const line = String(edge.line).padStart(9, '0');
    return [from, String(edge.roll).padStart(6, '0'), edge.path, line].join('\n');
  };
  return [...edges].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

const DANGLING = new WeakMap<Graph, readonly GraphEdge[]>();

/** So many edges are told one by one. */
const DANGLING_LIMIT = 1000;

/** Warnings about what is missing or broken where this machine does not come by. */
export function listUnreachedFlaws(machine: Machine, reach: Reach): readonly Problem[] {
  const { graph } = machine;
  let dangling = DANGLING.get(graph);
  if (dangling === undefined) {
    dangling = findDangling(graph);
    DANGLING.set(graph, dangling);
  }
  const apart = dangling.filter(
    ({ from, to }) => !reach.edgesTo.has(from as string) && !reach.edgesTo.has(to as string),
  );
  const problems = apart.slice(0, DANGLING_LIMIT).map((edge) => {
    const message = `Edge from "${edge.from}" leads to "${edge.to}", which no roll defines`;
    return warningProblem('EDGE_DANGLING', message, machine.placeOf(edge, edge));
  });
  if (apart.length > problems.length) {
    const message = `${apart.length - problems.length} more edges lead to what no roll defines`;
    problems.push(warningProblem('EDGE_DANGLING', message));
  }
  for (const name of graph.suspects) {
    if (reach.edgesTo.has(name)) continue;
    const node = graph.nodes.get(name)!;
    const causes = [node.missing, ...node.files.map((file) => file.broken)];
    for (const cause of causes) if (cause !== undefined) problems.push({ ...cause, severity: 'warning' });
  }
  return problems;
}

/** Edges that lead to a plain name which no roll defines. */
function findDangling({ edges, nodes }: Graph): readonly GraphEdge[] {
  return edges.filter(({ from, to }) => isPlain(to) && isPlain(from) && !nodes.has(to));
}

/** "Did you mean": a defined name that differs little. */
export function suggestName(graph: Graph, name: string): string | undefined {
  const close = findNearestName(name, graph.nodes.keys());
  return close === undefined ? undefined : `Did you mean "${close}"?`;
}
