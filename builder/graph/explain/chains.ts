import type { Machine } from '../machine/machine.ts';
import { Heap } from '../traverse/heap.ts';
import { describeEdge } from './conditions.ts';
import { groupEdges, type LocalEdge } from './local-edges.ts';
import type { ChainStep, Ways } from './types.ts';

/** With cycles around, chains cannot be counted but only found: so far is looked. */
const STEP_LIMIT = 20_000;

/** A chain in the making: its last node and what is before it. */
interface Head {
  readonly node: string;
  readonly previous: Head | undefined;
  readonly length: number;
}

/** The edges that are there, for walking on from a node; only nodes from which the target can be reached. */
interface Walk {
  readonly next: (name: string) => readonly string[];
  /** Steps to the target. */
  readonly distance: ReadonlyMap<string, number>;
  readonly entry: string;
  readonly node: string;
}

/**
 * Finds the ways from the entry node to a node over the edges that are there, shortest first; of equal length, in
 * name order. No node occurs twice in a chain.
 *
 * @param edges those that are there on this machine
 * @param limit how many chains to give; the rest is counted
 */
export function findWays(
  machine: Machine,
  edges: readonly LocalEdge[],
  entry: string,
  node: string,
  limit: number,
): Ways {
  const distance = measureDistances(groupEdges(edges, 'to'), node);
  if (!distance.has(entry)) return { node, chains: [], more: 0, moreIsExact: true };
  const out = groupEdges(edges, 'from');
  const next = (name: string): readonly string[] => {
    const names = new Set((out.get(name) ?? []).map(({ to }) => to));
    return name === node ? [] : [...names].filter((to) => distance.has(to));
  };
  const walk = { next, distance, entry, node };
  const total = countWays(walk);
  const found = searchWays(walk, total === undefined, limit);
  const chains = found.heads.map((head) => describeChain(machine, out, head));
  if (total !== undefined) return { node, chains, more: total - chains.length, moreIsExact: true };
  return { node, chains, more: found.count - chains.length, moreIsExact: found.isComplete };
}

function measureDistances(
  into: ReadonlyMap<string, readonly LocalEdge[]>,
  node: string,
): ReadonlyMap<string, number> {
  const distance = new Map([[node, 0]]);
  const queue = [node];
  for (let at = 0; at < queue.length; at += 1) {
    const name = queue[at]!;
    for (const { from } of into.get(name) ?? []) {
      if (distance.has(from)) continue;
      distance.set(from, distance.get(name)! + 1);
      queue.push(from);
    }
  }
  return distance;
}

/** How many chains there are; undefined when a cycle lies on the way. */
function countWays({ next, entry, node }: Walk): number | undefined {
  const waiting = new Map([[entry, 0]]);
  const queue = [entry];
  for (let at = 0; at < queue.length; at += 1) {
    for (const name of next(queue[at]!)) {
      if (!waiting.has(name)) queue.push(name);
      waiting.set(name, (waiting.get(name) ?? 0) + 1);
    }
  }
  const ready = queue.filter((name) => waiting.get(name) === 0);
  const ways = new Map([[entry, 1]]);
  let settled = 0;
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    settled += 1;
    for (const to of next(name)) {
      ways.set(to, (ways.get(to) ?? 0) + ways.get(name)!);
      waiting.set(to, waiting.get(to)! - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return settled === queue.length ? ways.get(node)! : undefined;
}

/** Best first: the known distance to the target tells which half-made chain becomes the shortest. */
function searchWays(
  { next, distance, entry, node }: Walk,
  hasCycles: boolean,
  limit: number,
): { readonly heads: readonly Head[]; readonly count: number; readonly isComplete: boolean } {
  const entries: { readonly head: Head; readonly total: number }[] = [];
  // Of equal promise, the newest first: a chain is brought to its end before the next is begun.
  const heap = new Heap((a, b) => {
    const difference = entries[a]!.total - entries[b]!.total;
    return difference === 0 ? a > b : difference < 0;
  });
  const push = (head: Head): void => {
    heap.push(entries.push({ head, total: head.length + distance.get(head.node)! }) - 1);
  };
  push({ node: entry, previous: undefined, length: 0 });
  const heads: Head[] = [];
  let count = 0;
  for (let steps = 0; ; steps += 1) {
    const at = heap.pop();
    if (at === undefined) return { heads, count, isComplete: true };
    if (hasCycles && steps >= STEP_LIMIT && heads.length > 0) return { heads, count, isComplete: false };
    const { head } = entries[at]!;
    if (head.node !== node) {
      for (const name of [...next(head.node)].sort().reverse()) {
        if (!hasCycles || !isOn(head, name)) push({ node: name, previous: head, length: head.length + 1 });
      }
      continue;
    }
    count += 1;
    if (heads.length < limit) heads.push(head);
    if (!hasCycles && heads.length === limit) return { heads, count, isComplete: true };
  }
}

function isOn(head: Head, name: string): boolean {
  for (let at: Head | undefined = head; at !== undefined; at = at.previous) if (at.node === name) return true;
  return false;
}

function describeChain(
  machine: Machine,
  out: ReadonlyMap<string, readonly LocalEdge[]>,
  head: Head,
): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  for (let at = head; at.previous !== undefined; at = at.previous) {
    const [from, to] = [at.previous.node, at.node];
    const edges = out.get(from)!.filter((edge) => edge.to === to);
    steps.push({ from, to, edges: edges.map(({ edge }) => describeEdge(machine, edge, from, to)) });
  }
  return steps.reverse();
}
