import {
  countOf,
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
    const [first] = edges;
    if (first === undefined) continue;
    const others = edges.length === 1 ? '' : ` and by ${countOf(edges.length - 1, 'more edge')},`;
    const message = `Node "${name}" is reached by the edge from "${first.from}"${others} but not defined in any roll${because}`;
    machine.addError('NODE_MISSING', message, machine.placeOf(first.edge, first.edge), hint);
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

/** So many missing nodes are told one by one. */
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
  const byName = new Map<string, GraphEdge[]>();
  for (const edge of apart) {
    const known = byName.get(edge.to as string);
    if (known === undefined) byName.set(edge.to as string, [edge]);
    else known.push(edge);
  }
  const problems = [...byName.values()].slice(0, DANGLING_LIMIT).map((edges) => {
    const edge = edges[0]!;
    const others = edges.length === 1 ? '' : `; so do ${countOf(edges.length - 1, 'more edge')}`;
    const message = `Edge from "${edge.from}" leads to "${edge.to}", which no roll defines${others}`;
    return warningProblem('EDGE_DANGLING', message, machine.placeOf(edge, edge));
  });
  if (byName.size > problems.length) {
    const message = `Edges lead to ${byName.size - problems.length} more nodes that no roll defines`;
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

/** What to do about a name that no roll defines, as far as that can be known: made by a build, or misspelt. */
export function suggestName(graph: Graph, name: string): string | undefined {
  const roll = graph.rolls.find(({ templates }) => templates.includes(name));
  if (roll !== undefined)
    return `Roll "${roll.name}" has the template nodes/${name}.xml.in: its own build makes nodes/${name}.xml of it`;
  const close = findNearestName(name, graph.nodes.keys());
  return close === undefined ? undefined : `Did you mean "${close}"?`;
}
