import { errorProblem, type Graph, type Problem } from '../../model/mod.ts';
import { Machine } from '../machine/machine.ts';
import { indexGraph, isPlain } from './graph-index.ts';
import { expandEnd } from './reach.ts';

/** An entry point: an appliance that a roll declares. */
export interface EntryPoint {
  readonly appliance: string;
  readonly node: string;
  readonly roll: string;
  readonly summary?: string;
}

/** Every declared appliance, by name; the roll given last wins. */
export function collectEntryPoints(graph: Graph): readonly EntryPoint[] {
  const points = new Map<string, EntryPoint>();
  for (const roll of graph.rolls) {
    for (const [appliance, { node, summary }] of Object.entries(roll.appliances)) {
      const about = summary === undefined ? {} : { summary };
      points.set(appliance, { appliance, node: node.trim(), roll: roll.name, ...about });
    }
  }
  return [...points.keys()].sort().map((name) => points.get(name)!);
}

/**
 * The entry node of what was asked for: an appliance, the node of one, or, of a roll that allows it, any node.
 * No edge may fail to mention it; an edge whose condition is false is a mention.
 */
export function findEntry(
  machine: Machine,
  asked: string,
): { readonly node: string } | { readonly problem: Problem } {
  const { graph } = machine;
  const points = collectEntryPoints(graph);
  const declared =
    points.find((point) => point.appliance === asked) ?? points.find((point) => point.node === asked);
  const node = declared?.node ?? asked.trim();
  const isMentioned = isMentionedByEdge(machine, node);
  if (isMentioned && (declared !== undefined || isFreeEntry(graph, node))) return { node };
  const reason = isMentioned || declared !== undefined ? '' : ': no edge mentions it';
  const message =
    declared !== undefined
      ? `Appliance "${asked}" has no edges: no edge mentions its entry node "${node}"`
      : `"${asked}" is not an entry point${reason}`;
  return { problem: errorProblem('ENTRY_UNKNOWN', message, undefined, listEntries(graph, points)) };
}

/** A node of an imported roll, or one that only such a roll's edges mention. */
function isFreeEntry(graph: Graph, name: string): boolean {
  const node = graph.nodes.get(name);
  if (node !== undefined) return node.files.some((file) => graph.rolls[file.roll]!.anyEntry);
  return graph.edges.some(
    (edge) => graph.rolls[edge.roll]!.anyEntry && (edge.from === name || edge.to === name),
  );
}

function isMentionedByEdge(machine: Machine, name: string): boolean {
  const { graph } = machine;
  if (indexGraph(graph).mentioned.has(name)) return true;
  const silent = new Machine(graph, machine.attributes, { ...machine.options, allowUnanswered: true });
  return graph.edges.some((edge) =>
    (['from', 'to'] as const).some((end) => !isPlain(edge[end]) && expandEnd(silent, edge, end) === name),
  );
}

/** The entry points that could have been asked for. */
function listEntries(graph: Graph, points: readonly EntryPoint[]): string {
  const names = new Set(points.map(({ appliance }) => appliance));
  for (const name of findRoots(graph)) if (isFreeEntry(graph, name)) names.add(name);
  return names.size === 0 ? 'There is no entry point' : `Entry points are: ${[...names].sort().join(', ')}`;
}

/** Of rolls that allow any entry point and declare none: the nodes that edges only start from. */
export function guessEntryPoints(graph: Graph): readonly string[] {
  return findRoots(graph).filter((name) =>
    graph.nodes.get(name)?.files.some(({ roll }) => {
      const { anyEntry, appliances } = graph.rolls[roll]!;
      return anyEntry && Object.keys(appliances).length === 0;
    }),
  );
}

/** Nodes that edges start from and none leads to. */
function findRoots(graph: Graph): readonly string[] {
  const targets = new Set(graph.edges.map((edge) => edge.to));
  const roots = graph.edges.map((edge) => edge.from).filter((from) => isPlain(from) && !targets.has(from));
  return [...new Set(roots as string[])].sort();
}
