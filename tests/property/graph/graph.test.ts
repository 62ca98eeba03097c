import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, type Profile, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import type { AttributeMap, GraphBundle } from '../../../builder/model/mod.ts';
import {
  bundleOf,
  edgeText,
  filesOf,
  graphText,
  orderText,
  type RandomGraph,
  randomGraph,
  randomHost,
} from './graphs.ts';

const RUNS = { numRuns: 300 };
const test = suite('graph: properties');

function profileOf(bundle: GraphBundle, host: AttributeMap): Profile | undefined {
  const graph = parseGraph(bundle);
  return traverse(graph, attributesOfMachine(graph, 'n0', host), 'n0').profile;
}

test('shuffling files and elements changes no byte', () => {
  const shuffled = fc.tuple(randomGraph, randomHost).chain(([graph, host]) => {
    const elements = [...graph.edges.map(edgeText), ...graph.orders.map(orderText)];
    return fc.record({
      graph: fc.constant(graph),
      host: fc.constant(host),
      elements: fc.shuffledSubarray(elements, { minLength: elements.length }),
      files: fc.shuffledSubarray([...filesOf(graph)], { minLength: graph.size + 1 }),
    });
  });
  const check = fc.property(shuffled, ({ graph, host, elements, files }) => {
    const moved = files.map((file) =>
      file.path === 'graphs/g.xml' ? { ...file, text: graphText(elements) } : file,
    );
    assert.is(
      JSON.stringify(profileOf(bundleOf(moved), host)),
      JSON.stringify(profileOf(bundleOf(filesOf(graph)), host)),
    );
  });
  fc.assert(check, RUNS);
});

test('exactly the nodes that can be reached, every constraint held, the smallest free name next', () => {
  const check = fc.property(randomGraph, randomHost, (graph, host) => {
    const profile = profileOf(bundleOf(filesOf(graph)), host);
    if (profile === undefined) return;
    const names = profile.nodes.map(({ name }) => name);
    assert.equal([...names].sort(), [...reachable(graph, host)].sort());
    assert.equal(names, orderByDefinition(graph, names));
  });
  fc.assert(check, RUNS);
});

test('removing an edge never adds a node', () => {
  const check = fc.property(randomGraph, randomHost, fc.nat(), (graph, host, pick) => {
    fc.pre(graph.edges.length > 0);
    const whole = profileOf(bundleOf(filesOf(graph)), host);
    const edges = graph.edges.filter((_, index) => index !== pick % graph.edges.length);
    const less = profileOf(bundleOf(filesOf({ ...graph, edges })), host);
    if (whole === undefined || less === undefined) return;
    const known = new Set(whole.nodes.map(({ name }) => name));
    assert.ok(less.nodes.every(({ name }) => known.has(name)));
  });
  fc.assert(check, RUNS);
});

test('a profile does not depend on rolls that it does not reach', () => {
  const check = fc.property(randomGraph, randomGraph, randomHost, (graph, other, host) => {
    const alone = bundleOf(filesOf(graph));
    const files = filesOf(other).map(({ path, text }) => ({
      path: path.replace('nodes/n', 'nodes/m'),
      text: text.replaceAll(/"n(\d)/g, '"m$1'),
    }));
    const merged = { ...alone, rolls: [{ name: 'q', files }, ...alone.rolls] };
    assert.is(JSON.stringify(profileOf(merged, host)), JSON.stringify(profileOf(alone, host)));
  });
  fc.assert(check, RUNS);
});

/** GRAPH.md, section 4, word by word. */
function reachable(graph: RandomGraph, { a, b }: AttributeMap): ReadonlySet<string> {
  const truth: Readonly<Record<string, boolean>> = {
    '': true,
    True: true,
    a: a === 'on',
    'not a': a === 'off',
    'b == 1': b === '1',
    'b in [1, 2] and a': (b === '1' || b === '2') && a === 'on',
    missing: false,
  };
  const reached = new Set(['n0']);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to, cond } of graph.edges) {
      if (!truth[cond] || !reached.has(`n${from}`) || reached.has(`n${to}`)) continue;
      reached.add(`n${to}`);
      grown = true;
    }
  }
  return reached;
}

/** GRAPH.md, section 5, by its definition: constraints closed under transitivity, then one name at a time. */
function orderByDefinition(graph: RandomGraph, reached: readonly string[]): readonly string[] {
  const before = new Set(graph.orders.map(({ head, tail }) => `${head}<${tail}`));
  for (let via = 0; via < graph.size; via += 1) {
    for (let from = 0; from < graph.size; from += 1) {
      for (let to = 0; to < graph.size; to += 1) {
        if (before.has(`${from}<${via}`) && before.has(`${via}<${to}`)) before.add(`${from}<${to}`);
      }
    }
  }
  const constrained = new Set(graph.orders.flatMap(({ head, tail }) => [`n${head}`, `n${tail}`]));
  const inBand = (isConstrained: boolean): string[] => {
    const left = new Set(reached.filter((name) => constrained.has(name) === isConstrained));
    const out: string[] = [];
    while (left.size > 0) {
      const isFree = (name: string): boolean =>
        [...left].every((other) => !before.has(`${other.slice(1)}<${name.slice(1)}`));
      const next = [...left].filter(isFree).sort()[0]!;
      out.push(next);
      left.delete(next);
    }
    return out;
  };
  return [...inBand(true), ...inBand(false)];
}

test.run();
