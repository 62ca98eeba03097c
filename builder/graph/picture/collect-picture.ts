import type {
  Graph,
  Guard,
  Picture,
  PictureEdge,
  PictureNode,
  PictureOrder,
  ResolvedAttributes,
} from '../../model/mod.ts';
import { REPORTED_ELEMENTS } from '../elements/mod.ts';
import { listLocalEdges } from '../explain/local-edges.ts';
import { openMachine } from '../machine/open-machine.ts';
import { sourceConditions, sourceText } from '../parse/source-text.ts';
import { collectEntryPoints, findEntry } from '../traverse/entry.ts';
import { reachNodes } from '../traverse/reach.ts';
import { collectContents } from './collect-contents.ts';

/** An edge or an order between names. */
interface Link {
  readonly from: string;
  readonly to: string;
  readonly conditions: readonly string[];
  readonly place: string;
}

/** The whole graph: every node and edge of every roll, whatever the conditions. Pure. */
export function collectPicture(graph: Graph, title: string): Picture {
  const edges = graph.edges.map((edge) =>
    describeLink(graph, edge, sourceText(edge.from).trim(), sourceText(edge.to).trim()),
  );
  const mentioned = edges.flatMap(({ from, to }) => [from, to]);
  return compose(graph, title, [...graph.nodes.keys(), ...mentioned], edges);
}

/**
 * What one machine reaches, over the edges that are there.
 *
 * @returns undefined when the appliance is no entry point
 */
export function collectMachinePicture(
  graph: Graph,
  attributes: ResolvedAttributes,
  appliance: string,
  title: string,
): Picture | undefined {
  const machine = openMachine(graph, attributes, { allowUnanswered: true });
  const entry = findEntry(machine, appliance);
  if ('problem' in entry) return undefined;
  const { names } = reachNodes(machine, entry.node);
  const reached = new Set(names);
  const edges = listLocalEdges(machine)
    .filter(({ from, holds }) => holds && reached.has(from))
    .map(({ from, to, edge }) => describeLink(graph, edge, from, to));
  return compose(graph, title, names, edges);
}

function describeLink(
  graph: Graph,
  link: {
    readonly roll: number;
    readonly path: string;
    readonly line: number;
    readonly guards: readonly Guard[];
  },
  from: string,
  to: string,
): Link {
  const place = `${graph.rolls[link.roll]!.name}/${link.path}:${link.line}`;
  return { from, to, conditions: sourceConditions(link.guards), place };
}

function compose(graph: Graph, title: string, names: readonly string[], edges: readonly Link[]): Picture {
  const sorted = [...new Set(names)].filter((name) => name !== '').sort();
  const numbers = new Map(sorted.map((name, index) => [name, index]));
  return {
    title,
    kinds: REPORTED_ELEMENTS.map(({ name: kind, result }) => ({ kind, title: result.report.title })),
    rolls: graph.rolls.map(({ name, color }) => ({ name, ...(color === undefined ? {} : { color }) })),
    nodes: listNodes(graph, sorted),
    edges: mergeEdges(edges, numbers),
    orders: listOrders(graph, numbers),
  };
}

function listNodes(graph: Graph, names: readonly string[]): readonly PictureNode[] {
  const appliances = new Map<string, string[]>();
  for (const { appliance, node } of collectEntryPoints(graph)) {
    appliances.set(node, [...(appliances.get(node) ?? []), appliance]);
  }
  return names.map((name) => {
    const node = graph.nodes.get(name);
    const isDefined = node !== undefined && node.missing === undefined;
    const [base, ...extensions] = node?.files ?? [];
    const roll = isDefined ? base?.roll : undefined;
    const others = extensions.map((file) => file.roll).filter((other) => other !== roll);
    return {
      name,
      roll,
      extendedBy: [...new Set(others)].sort((a, b) => a - b),
      appliances: appliances.get(name) ?? [],
      contents: node === undefined ? { files: [], items: [] } : collectContents(graph, node),
    };
  });
}

/** Parallel edges become one; if any of them is unconditional, so is it. */
function mergeEdges(links: readonly Link[], numbers: ReadonlyMap<string, number>): readonly PictureEdge[] {
  const edges = new Map<string, { from: number; to: number; alternatives: Set<string>; places: string[] }>();
  for (const { from, to, conditions, place } of links) {
    const [start, end] = [numbers.get(from), numbers.get(to)];
    if (start === undefined || end === undefined) continue;
    const key = `${start} ${end}`;
    const edge = edges.get(key) ?? { from: start, to: end, alternatives: new Set(), places: [] };
    edge.alternatives.add(conditions.join(' and '));
    edge.places.push(place);
    edges.set(key, edge);
  }
  return [...edges.values()]
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to, alternatives, places }) => ({
      from,
      to,
      conditions: alternatives.has('') ? [] : [...alternatives].sort(),
      places: [...new Set(places)].sort(),
    }));
}

function listOrders(graph: Graph, numbers: ReadonlyMap<string, number>): readonly PictureOrder[] {
  const number = (name: string): PictureOrder['head'] | undefined =>
    name === 'HEAD' || name === 'TAIL' ? name : numbers.get(name);
  const orders = graph.orders.flatMap((order): PictureOrder[] => {
    const { from, to, conditions, place } = describeLink(
      graph,
      order,
      sourceText(order.head).trim(),
      sourceText(order.tail).trim(),
    );
    const [head, tail] = [number(from), number(to)];
    if (head === undefined || tail === undefined) return [];
    if (typeof head === 'string' && typeof tail === 'string') return [];
    return [{ head, tail, conditions, place }];
  });
  const key = ({ head, tail, place }: PictureOrder): string =>
    [head, tail].map((end) => String(end).padStart(9, '0')).join(' ') + place;
  return orders.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
