import { attributesOfMachine } from '../attributes/attributes-of-machine.ts';
import type { Machine } from '../machine/machine.ts';
import { openMachine } from '../machine/open-machine.ts';
import { collectEntryPoints, findEntry } from '../traverse/entry.ts';
import { reachNodes } from '../traverse/reach.ts';
import { describeEdge } from './conditions.ts';
import { groupEdges, type LocalEdge } from './local-edges.ts';
import type { ChainStep, EdgeReport, Reason } from './types.ts';

/** So many false edges are named beside the best way in. */
const CUTS = 8;

/** What is needed to say why a node is not there. */
export interface Surroundings {
  readonly machine: Machine;
  readonly entry: string;
  /** All edges, whether they are there or not. */
  readonly edges: readonly LocalEdge[];
  readonly reached: ReadonlySet<string>;
}

/** Why a node is not reached: where the way to it is cut, and who does reach it. */
export function explainUnreached(around: Surroundings, node: string): Reason & { kind: 'unreached' } {
  const way = findBlockedWay(around, node);
  const onWay = new Set((way ?? []).flatMap(({ edges }) => edges.map((edge) => keyOf(edge))));
  const cuts = findCuts(around, node).filter((edge) => !onWay.has(keyOf(edge)));
  const elsewhere = findElsewhere(around, node);
  return { kind: 'unreached', node, ...(way === undefined ? {} : { way }), cuts, elsewhere };
}

function keyOf({ from, to, roll, file, line }: EdgeReport): string {
  return JSON.stringify([from, to, roll, file, line]);
}

/** The way from the entry node that has the fewest false edges, and of those the shortest. */
function findBlockedWay({ machine, entry, edges }: Surroundings, node: string): ChainStep[] | undefined {
  const out = groupEdges(edges, 'from');
  const cost = new Map([[entry, 0]]);
  const previous = new Map<string, string>();
  // Rounds of ever more false edges; within a round, breadth first.
  let round = [entry];
  while (round.length > 0 && !cost.has(node)) {
    const behindCuts: string[] = [];
    for (let at = 0; at < round.length; at += 1) {
      const from = round[at]!;
      for (const { to, holds } of out.get(from) ?? []) {
        if (cost.has(to)) continue;
        if (!holds) {
          behindCuts.push(from);
          continue;
        }
        cost.set(to, cost.get(from)!);
        previous.set(to, from);
        round.push(to);
      }
    }
    round = [];
    for (const from of behindCuts) {
      for (const { to, holds } of out.get(from)!) {
        if (holds || cost.has(to)) continue;
        cost.set(to, cost.get(from)! + 1);
        previous.set(to, from);
        round.push(to);
      }
    }
  }
  if (!cost.has(node)) return undefined;
  const steps: ChainStep[] = [];
  for (let to = node; to !== entry; to = previous.get(to)!) {
    const from = previous.get(to)!;
    const both = out.get(from)!.filter((edge) => edge.to === to);
    steps.push({ from, to, edges: both.map(({ edge }) => describeEdge(machine, edge, from, to)) });
  }
  return steps.reverse();
}

/** False edges that start from nodes that are there and lead towards a node. */
function findCuts({ machine, edges, reached }: Surroundings, node: string): readonly EdgeReport[] {
  const into = groupEdges(edges, 'to');
  const before = new Set([node]);
  for (const name of before) {
    for (const { from } of into.get(name) ?? []) if (!reached.has(from)) before.add(from);
  }
  return edges
    .filter(({ from, to, holds }) => !holds && reached.has(from) && before.has(to))
    .slice(0, CUTS)
    .map(({ edge, from, to }) => describeEdge(machine, edge, from, to));
}

function findElsewhere({ machine, entry }: Surroundings, node: string): readonly string[] {
  const { graph } = machine;
  return collectEntryPoints(graph)
    .filter((point) => point.node !== entry)
    .map(({ appliance }) => appliance)
    .filter((appliance) => {
      const other = openMachine(graph, attributesOfMachine(graph, appliance), { allowUnanswered: true });
      const found = findEntry(other, appliance);
      return 'node' in found && reachNodes(other, found.node).edgesTo.has(node);
    });
}
