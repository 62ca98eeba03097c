import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, empty, nodesOf, problemsOf } from './ask.ts';

const test = suite('graph: orders');

/** A graph of `top` with all other nodes right below it, and some orders. */
const ordered = (names: string, orders: string) => ({
  nodes: empty(`top ${names}`),
  graph: `${names
    .split(' ')
    .map((name) => `<edge from="top" to="${name}"/>`)
    .join('')}\n${orders}`,
});
const order = (head: string, tail: string): string => `<order head="${head}" tail="${tail}"/>\n`;

test('without constraints, names in code-unit order', () => {
  assert.is(nodesOf(ordered('b a Z _ é 10 9', '')), '10 9 Z _ a b top é');
});

test('head goes before tail, the smallest free name next', () => {
  assert.is(nodesOf(ordered('a b c', order('c', 'a') + order('top', 'b'))), 'c a top b');
});

test('nested heads and tails are a cross product', () => {
  const orders = '<order><head>c</head><head>d</head><tail> a </tail><tail>b</tail></order>';
  assert.is(nodesOf(ordered('a b c d', orders)), 'c d a b top');
});

test('conditions of the order and of its ends count', () => {
  const orders =
    '<order head="c" tail="a" cond="False"/><order head="c" os="sunos"><tail>a</tail></order>' +
    '<order head="c"><tail cond="False">a</tail><tail>b</tail></order>';
  assert.is(nodesOf(ordered('a b c', orders)), 'c b a top');
});

test('four bands: before HEAD, in a constraint, in none, after TAIL', () => {
  const orders = order('z', 'HEAD') + order('TAIL', 'a') + order('y', 'b') + order('w', 'z');
  assert.is(nodesOf(ordered('a b c w y z', orders)), 'w z y b c top a');
});

test('an unreached partner brings a node into the second band', () => {
  assert.is(nodesOf(ordered('a b z', order('z', 'nowhere'))), 'z a b top');
  assert.is(nodesOf(ordered('a b z', order('HEAD', 'z'))), 'z a b top');
  assert.is(nodesOf(ordered('a b z', order('z', 'TAIL'))), 'z a b top');
});

test('constraints are transitive through nodes that are not reached', () => {
  assert.is(
    nodesOf(ordered('a z', order('z', 'ghost') + order('ghost', 'ghost2') + order('ghost2', 'a'))),
    'z a top',
  );
  assert.is(nodesOf(ordered('a z', order('z', 'ghost') + order('ghost', 'HEAD'))), 'z a top');
  assert.is(nodesOf(ordered('a z', order('TAIL', 'ghost') + order('ghost', 'a'))), 'top z a');
});

test('a constraint for another generator is ignored, with a warning', () => {
  const rolls = ordered(
    'a c',
    '<order head="c" tail="a" gen="jgen"/><order head="c" tail="top" gen="kgen"/>',
  );
  assert.is(nodesOf(rolls), 'c top a');
  assert.equal(problemsOf(rolls), ['warning ORDER_GENERATOR r/graphs/g.xml:3:1']);
  const nested = ordered('a b c', '<order head="c"><tail gen="x">a</tail><tail gen="kgen">b</tail></order>');
  assert.is(nodesOf(nested), 'c b a top');
});

test('order with from= is no constraint, with a warning', () => {
  const rolls = ordered('a z', '<order from="z"><to>a</to></order><order from="z" to="a"/>');
  assert.is(nodesOf(rolls), 'a top z');
  assert.equal(problemsOf(rolls), [
    'warning ORDER_FROM r/graphs/g.xml:3:1',
    'warning ORDER_FROM r/graphs/g.xml:3:35',
  ]);
});

test('a cycle through a reached node is printed whole', () => {
  const { problems } = ask(ordered('a b', order('a', 'ghost') + order('ghost', 'b') + order('b', 'a')));
  assert.is(problems.length, 1);
  const { code, message, place } = problems[0]!;
  assert.is(code, 'ORDER_CYCLE');
  assert.match(message, 'a -> ghost -> b -> a');
  for (const line of [3, 4, 5]) assert.match(message, `r/graphs/g.xml:${line}:`);
  assert.equal(place, { file: 'r/graphs/g.xml', line: 3, column: 1 });
});

test('a node before itself is a cycle', () => {
  assert.equal(problemsOf(ordered('a', order('a', 'a'))), ['error ORDER_CYCLE r/graphs/g.xml:3:1']);
});

test('a cycle among nodes that are not reached is harmless, also between reached ones', () => {
  const orders = order('x', 'y') + order('y', 'x') + order('z', 'x') + order('y', 'a');
  assert.is(nodesOf(ordered('a z', orders)), 'z a top');
});

test('a reached node before HEAD and after TAIL is an error', () => {
  const { problems } = ask(ordered('a', order('TAIL', 'ghost') + order('ghost', 'a') + order('a', 'HEAD')));
  assert.is(problems[0]!.code, 'ORDER_CYCLE');
  assert.match(problems[0]!.message, 'TAIL -> ghost -> a -> HEAD');
  assert.not(ask(ordered('a', order('TAIL', 'ghost') + order('ghost', 'HEAD'))).profile === undefined);
});

test('an incomplete order is a slip', () => {
  assert.equal(problemsOf(ordered('a', '<order head="a"/>')), ['error ORDER_INCOMPLETE r/graphs/g.xml:3:1']);
});

test('a node cannot have a reserved name', () => {
  assert.equal(problemsOf({ ...ordered('a', ''), more: { 'nodes/HEAD.xml': '<kickstart/>' } }), [
    'error NODE_RESERVED r/nodes/HEAD.xml:1',
  ]);
  const edge = { nodes: empty('top a'), graph: '<edge from="top" to="TAIL"/><edge from="top" to="a"/>' };
  assert.equal(problemsOf(edge), ['error NODE_RESERVED r/graphs/g.xml:2:1']);
  assert.is(nodesOf({ ...edge, lenient: true }), 'a top');
});

test.run();
