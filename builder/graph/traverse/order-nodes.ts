import type { Problem } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { splitBands } from './bands.ts';
import { findComponents } from './components.ts';
import { type Constraints, collectConstraints } from './constraints.ts';
import { describeCycle, describeTorn } from './cycle.ts';
import { Heap } from './heap.ts';

/**
 * Puts the reached nodes into the one sequence that the constraints, the bands and the names give. Nodes that
 * are not reached carry constraints on but are not part of the result.
 *
 * @returns the names in sequence; with a cycle, the problems and the names in name order
 */
export function orderNodes(
  machine: Machine,
  reached: readonly string[],
): { readonly names: readonly string[]; readonly problems: readonly Problem[] } {
  const sorted = [...reached].sort();
  const constraints = collectConstraints(machine, sorted);
  const component = findComponents(constraints.next);
  const { bandOf, torn } = splitBands(constraints);
  const problems = [
    ...findCycles(constraints, component).map((vertex) => describeCycle(machine, constraints, vertex)),
    ...torn.slice(0, 1).map((vertex) => describeTorn(machine, constraints, vertex)),
  ];
  if (problems.length > 0) return { names: sorted, problems };
  // The reached vertices are numbered in name order, so that numbers compare as names do.
  const heap = new Heap((a, b) => (bandOf[a] === bandOf[b] ? a < b : bandOf[a]! < bandOf[b]!));
  return { names: emit(constraints, component, heap).map((vertex) => sorted[vertex]!), problems };
}

/** One reached vertex of each cycle that holds any, smallest name first. */
function findCycles({ next, reachedCount }: Constraints, component: Int32Array): readonly number[] {
  const sizes = new Map<number, number>();
  for (const number of component) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  const seen = new Set<number>();
  const cycles: number[] = [];
  for (let vertex = 0; vertex < reachedCount; vertex += 1) {
    const number = component[vertex]!;
    if (seen.has(number) || (sizes.get(number)! < 2 && !next[vertex]!.includes(vertex))) continue;
    seen.add(number);
    cycles.push(vertex);
  }
  return cycles;
}

/** Kahn's algorithm over the components: what is not reached goes out as soon as it can. */
function emit(constraints: Constraints, component: Int32Array, heap: Heap): readonly number[] {
  const { next, reachedCount } = constraints;
  const members: number[][] = [];
  for (const [vertex, number] of component.entries()) {
    const others = members[number];
    if (others === undefined) members[number] = [vertex];
    else others.push(vertex);
  }
  const waiting = new Array<number>(members.length).fill(0);
  for (const [vertex, targets] of next.entries()) {
    for (const target of targets) {
      if (component[target] !== component[vertex])
        waiting[component[target]!] = waiting[component[target]!]! + 1;
    }
  }
  const silent: number[] = [];
  const release = (number: number): void => {
    const first = members[number]![0]!;
    if (first < reachedCount) heap.push(first);
    else silent.push(number);
  };
  for (const [number, count] of waiting.entries()) if (count === 0) release(number);
  const names: number[] = [];
  for (;;) {
    const number = silent.pop();
    const vertex = number === undefined ? heap.pop() : undefined;
    if (number === undefined && vertex === undefined) return names;
    if (vertex !== undefined) names.push(vertex);
    for (const member of members[number ?? component[vertex!]!]!) {
      for (const target of next[member]!) {
        const to = component[target]!;
        if (to === component[member]) continue;
        waiting[to] = waiting[to]! - 1;
        if (waiting[to] === 0) release(to);
      }
    }
  }
}
