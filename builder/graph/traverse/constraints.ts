import type { GraphOrder } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';

/** The constraints of one machine as a graph over small numbers. */
export interface Constraints {
  /** Of each vertex; the reached nodes come first, in the order given. */
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly reachedCount: number;
  /** Vertices that must come after a vertex, and the constraint that says so. */
  readonly next: readonly (readonly number[])[];
  readonly because: readonly (readonly GraphOrder[])[];
}

/** Collects the constraints whose conditions hold; partners that are not reached take part. */
export function collectConstraints(machine: Machine, reached: readonly string[]): Constraints {
  const names = [...reached];
  const numbers = new Map<string, number>();
  for (const [index, name] of names.entries()) numbers.set(name, index);
  // Most nodes are in no constraint, or in one: those without share a list, the first one makes its own.
  const next: (readonly number[])[] = names.map(() => NO_NUMBERS);
  const because: (readonly GraphOrder[])[] = names.map(() => NO_ORDERS);
  for (const order of machine.graph.orders) {
    if (isBroken(order) && !numbers.has(order.head as string) && !numbers.has(order.tail as string)) continue;
    if (!order.guards.every((guard) => machine.holds(guard, order))) continue;
    const head = expandEnd(machine, order, 'head');
    const tail = expandEnd(machine, order, 'tail');
    if (head === '' || tail === '') continue;
    const from = numberOf(head);
    addTo(next, from, numberOf(tail));
    addTo(because, from, order);
  }
  return { names, numbers, reachedCount: reached.length, next, because };

  function numberOf(name: string): number {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const made = names.push(name) - 1;
    numbers.set(name, made);
    next.push(NO_NUMBERS);
    because.push(NO_ORDERS);
    return made;
  }
}

const NO_NUMBERS: readonly number[] = [];
const NO_ORDERS: readonly GraphOrder[] = [];

/** Adds to one of several lists, of which the empty ones are shared. */
export function addTo<T>(lists: (readonly T[])[], index: number, item: T): void {
  const list = lists[index]!;
  if (list.length === 0) lists[index] = [item];
  else (list as T[]).push(item);
}

/** A condition that could not be read matters only to machines that have one of the two nodes. */
function isBroken(order: GraphOrder): boolean {
  return order.guards.some((guard) => guard.cond?.broken !== undefined);
}

function expandEnd(machine: Machine, order: GraphOrder, end: 'head' | 'tail'): string {
  const template = order[end];
  if (typeof template === 'string') return template;
  const isText = end === 'head' ? order.headIsText : order.tailIsText;
  return (isText ? machine.expandText(template, order) : machine.expandValue(template, order)).trim();
}
