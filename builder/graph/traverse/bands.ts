import { addTo, type Constraints } from './constraints.ts';

/** 1: a path leads to HEAD; 2: in some constraint; 3: in none; 4: a path leads from TAIL. */
export type Band = 1 | 2 | 3 | 4;

export interface Bands {
  readonly bandOf: readonly Band[];
  /** Reached vertices that are both before HEAD and after TAIL. */
  readonly torn: readonly number[];
}

/** Splits the vertices into the four bands that the reserved names HEAD and TAIL make. */
export function splitBands(constraints: Constraints): Bands {
  const { names, numbers, next, reachedCount } = constraints;
  const previous = reverse(next);
  const beforeHead = spread(previous, numbers.get('HEAD'));
  const afterTail = spread(next, numbers.get('TAIL'));
  const torn: number[] = [];
  const bandOf = names.map((_name, vertex): Band => {
    if (vertex < reachedCount && beforeHead.has(vertex) && afterTail.has(vertex)) torn.push(vertex);
    if (beforeHead.has(vertex)) return 1;
    if (afterTail.has(vertex)) return 4;
    return next[vertex]!.length > 0 || previous[vertex]!.length > 0 ? 2 : 3;
  });
  return { bandOf, torn };
}

function reverse(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const nothing: readonly number[] = [];
  const previous: (readonly number[])[] = next.map(() => nothing);
  for (const [from, targets] of next.entries()) for (const to of targets) addTo(previous, to, from);
  return previous;
}

/** Every vertex that a path from `start` leads to; `start` itself only if it lies on a cycle. */
function spread(next: readonly (readonly number[])[], start: number | undefined): ReadonlySet<number> {
  const seen = new Set<number>();
  const queue = start === undefined ? [] : [start];
  for (let at = 0; at < queue.length; at += 1) {
    for (const vertex of next[queue[at]!]!) {
      if (seen.has(vertex)) continue;
      seen.add(vertex);
      queue.push(vertex);
    }
  }
  return seen;
}
