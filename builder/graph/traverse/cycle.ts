import { errorProblem, type GraphOrder, type Problem } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import type { Constraints } from './constraints.ts';

/** Steps from one vertex to the next, with the constraint of each. */
interface Step {
  readonly vertex: number;
  readonly order: GraphOrder;
}

/** The shortest way from one vertex to another, over constraints; undefined if there is none. */
function findPath(constraints: Constraints, from: number, to: number): readonly Step[] | undefined {
  const { next, because } = constraints;
  const cameBy = new Map<number, { readonly from: number; readonly order: GraphOrder }>();
  const queue = [from];
  for (let at = 0; at < queue.length && !cameBy.has(to); at += 1) {
    const vertex = queue[at]!;
    for (const [index, target] of next[vertex]!.entries()) {
      if (cameBy.has(target)) continue;
      cameBy.set(target, { from: vertex, order: because[vertex]![index]! });
      queue.push(target);
    }
  }
  if (!cameBy.has(to)) return undefined;
  const steps: Step[] = [];
  let vertex = to;
  do {
    const came = cameBy.get(vertex)!;
    steps.push({ vertex, order: came.order });
    vertex = came.from;
  } while (vertex !== from);
  return steps.reverse();
}

/** The error of a cycle through a vertex: every step with the place of its constraint. */
export function describeCycle(machine: Machine, constraints: Constraints, vertex: number): Problem {
  const steps = findPath(constraints, vertex, vertex) ?? [];
  return describe(machine, constraints, vertex, steps, 'The order of nodes goes round in a circle');
}

/** The error of a vertex that must come before HEAD and after TAIL. */
export function describeTorn(machine: Machine, constraints: Constraints, vertex: number): Problem {
  const { numbers, names } = constraints;
  const tail = numbers.get('TAIL')!;
  const steps = [
    ...(findPath(constraints, tail, vertex) ?? []),
    ...(findPath(constraints, vertex, numbers.get('HEAD')!) ?? []),
  ];
  const message = `Node "${names[vertex]}" must come before HEAD and after TAIL`;
  return describe(machine, constraints, tail, steps, message);
}

function describe(
  machine: Machine,
  constraints: Constraints,
  start: number,
  steps: readonly Step[],
  message: string,
): Problem {
  const { names } = constraints;
  const chain = [start, ...steps.map((step) => step.vertex)].map((vertex) => names[vertex]).join(' -> ');
  const lines = steps.map(({ vertex, order }, index) => {
    const before = index === 0 ? start : steps[index - 1]!.vertex;
    const { file, line } = machine.placeOf(order, order);
    return `\n    ${file}:${line}: "${names[before]}" before "${names[vertex]}"`;
  });
  const first = steps[0];
  const place = first === undefined ? undefined : machine.placeOf(first.order, first.order);
  return errorProblem(
    'ORDER_CYCLE',
    `${message}: ${chain}${lines.join('')}`,
    place,
    'Remove one of these orders',
  );
}
