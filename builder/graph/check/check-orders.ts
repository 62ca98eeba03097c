import { type Graph, type GraphOrder, type Problem, warningProblem } from '../../model/mod.ts';
import { attributesOfMachine } from '../attributes/attributes-of-machine.ts';
import { Machine } from '../machine/machine.ts';
import { isPlain } from '../traverse/graph-index.ts';
import { suggestName } from '../traverse/missing-nodes.ts';
import { orderNodes } from '../traverse/order-nodes.ts';

/** Constraints that name nobody, and cycles among constraints without conditions. */
export function checkOrders(graph: Graph): readonly Problem[] {
  const problems: Problem[] = [];
  for (const order of graph.orders) {
    if (graph.rolls[order.roll]!.lenient) continue;
    for (const name of [order.head, order.tail]) {
      if (!isPlain(name) || name === 'HEAD' || name === 'TAIL' || graph.nodes.has(name)) continue;
      const place = {
        file: `${graph.rolls[order.roll]!.name}/${order.path}`,
        line: order.line,
        column: order.column,
      };
      const message = `Order names "${name}", which no roll defines`;
      problems.push(warningProblem('NODE_MISSING', message, place, suggestName(graph, name)));
    }
  }
  return [...problems, ...findCycles(graph)];
}

/** An error when a roll defines one of the nodes that go round; else nobody can ever meet it. */
function findCycles(graph: Graph): readonly Problem[] {
  const orders = graph.orders.filter(
    (order: GraphOrder) => order.guards.length === 0 && isPlain(order.head) && isPlain(order.tail),
  );
  const all = new Set(orders.flatMap(({ head, tail }) => [head as string, tail as string]));
  const cyclesAmong = (names: readonly string[]): readonly Problem[] => {
    const machine = new Machine({ ...graph, orders }, attributesOfMachine(graph, ''), {});
    return orderNodes(machine, names).problems;
  };
  const defined = cyclesAmong([...all].filter((name) => graph.nodes.has(name)));
  const others = cyclesAmong([...all].filter((name) => name !== 'HEAD' && name !== 'TAIL'));
  return [...others.map((problem): Problem => ({ ...problem, severity: 'warning' })), ...defined];
}
