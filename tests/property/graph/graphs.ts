import fc from 'fast-check';
import type { GraphBundle, RollFile } from '../../../builder/model/mod.ts';

/** A random graph: names `n0` ..., edges with conditions, orders, packages. */
export interface RandomGraph {
  readonly size: number;
  readonly edges: readonly { readonly from: number; readonly to: number; readonly cond: string }[];
  readonly orders: readonly { readonly head: number; readonly tail: number }[];
}

const CONDITIONS = ['', 'True', 'a', 'not a', 'b == 1', 'b in [1, 2] and a', 'missing'];

/** Orders go from smaller to larger numbers through a random relabelling, so that most graphs have no cycle. */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc.integer({ min: 2, max: 14 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 });
  return fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.record({ from: node, to: node, cond: fc.constantFrom(...CONDITIONS) }), {
      maxLength: 30,
    }),
    orders: fc.array(
      fc
        .tuple(node, node)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({ head: (Math.min(a, b) * 5) % size, tail: (Math.max(a, b) * 5) % size })),
      { maxLength: 12 },
    ),
  });
});

/** Values of the attributes that the conditions name. */
export const randomHost = fc.record({ a: fc.constantFrom('on', 'off'), b: fc.constantFrom('1', '2', 'x') });

export function edgeText({ from, to, cond }: RandomGraph['edges'][number]): string {
  return `<edge from="n${from}" to="n${to}" cond="${cond}"/>`;
}

export function orderText({ head, tail }: RandomGraph['orders'][number]): string {
  return `<order head="n${head}" tail="n${tail}"/>`;
}

/** One line for everything, so that the order of elements changes no line number. */
export function graphText(elements: readonly string[]): string {
  return `<graph><edge from="n0" to="n1" cond="False"/>${elements.join('')}</graph>`;
}

export function filesOf(graph: RandomGraph): readonly RollFile[] {
  const nodes = Array.from({ length: graph.size }, (_, index) => ({
    path: `nodes/n${index}.xml`,
    text: `<kickstart><package>p${index % 5}</package><post>run ${index}</post></kickstart>`,
  }));
  const text = graphText([...graph.edges.map(edgeText), ...graph.orders.map(orderText)]);
  return [...nodes, { path: 'graphs/g.xml', text }];
}

export function bundleOf(files: readonly RollFile[]): GraphBundle {
  return { format: 1, rolls: [{ name: 'r', appliances: { n0: { node: 'n0' } }, files }] };
}
