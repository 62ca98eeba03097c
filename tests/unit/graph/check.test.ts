import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CheckOptions, checkGraph, parseGraph } from '../../../builder/graph/mod.ts';
import { empty, roll, type ShortRoll } from './ask.ts';

const test = suite('graph: check');

const check = (rolls: readonly ShortRoll[], options: CheckOptions = {}): string[] =>
  checkGraph(parseGraph({ format: 1, rolls: rolls.map(roll) }), options).map(
    ({ severity, code, place }) => `${severity} ${code} ${place?.file}:${place?.line ?? ''}`,
  );

test('a sound graph has no findings', () => {
  assert.equal(check([{ nodes: empty('top a'), graph: '<edge from="top" to="a"/>' }]), []);
});

test('appliances that wait for each other, each ring once with all its places, and for ones that nobody has', () => {
  const wait = (...names: readonly string[]): string =>
    names.map((name) => `<after appliance="${name}"/>`).join('\n');
  const found = (nodes: Readonly<Record<string, string>>): readonly string[] => {
    const appliances = Object.fromEntries(Object.keys(nodes).map((node) => [node, { node }]));
    const graph = `${Object.keys(nodes)
      .map((name) => `<edge from="${name}" to="leaf"/>`)
      .join('\n')}`;
    const rolls = [{ nodes: { ...nodes, leaf: '' }, graph, appliances }];
    return checkGraph(parseGraph({ format: 1, rolls: rolls.map(roll) })).map(
      ({ code, message, place }) => `${code} ${place?.file}:${place?.line} ${message}`,
    );
  };
  assert.equal(found({ web: wait('db'), db: wait('disk', 'disk'), disk: '', mail: wait('db', 'web') }), []);
  assert.equal(found({ web: wait('web') }), [
    'APPLIANCE_CYCLE r/nodes/web.xml:2 Appliances wait for each other, and none would go on (web for web: web (r/nodes/web.xml:2))',
  ]);
  assert.equal(
    found({ a: wait('b'), b: wait('d', 'c'), c: wait('a'), d: '', x: wait('a', 'y'), y: wait('x') }),
    [
      'APPLIANCE_CYCLE r/nodes/a.xml:2 Appliances wait for each other, and none would go on ' +
        '(a for b: a (r/nodes/a.xml:2); b for c: b (r/nodes/b.xml:3); c for a: c (r/nodes/c.xml:2))',
      'APPLIANCE_CYCLE r/nodes/x.xml:3 Appliances wait for each other, and none would go on ' +
        '(x for y: x (r/nodes/x.xml:3); y for x: y (r/nodes/y.xml:2))',
    ],
  );
  assert.match(
    found({ web: wait('nobody') })[0]!,
    /^APPLIANCE_UNKNOWN r\/nodes\/web\.xml:2 .*"nobody", which no roll has/,
  );
});

test('dangling edges, both ends, once each', () => {
  const graph = '<edge from="top" to="nope"/>\n<edge from="ghost" to="top"/>';
  assert.equal(check([{ nodes: empty('top'), graph }]), [
    'error EDGE_DANGLING r/graphs/g.xml:2',
    'error EDGE_DANGLING r/graphs/g.xml:3',
  ]);
  assert.equal(
    check([
      {
        nodes: { top: '<?xml version="1.0"?><kickstart/>' },
        graph: `<graph>${graph}</graph>`,
        lenient: true,
      },
    ]),
    [
      'warning XML_KINDNESS r/graphs/g.xml:1',
      'warning EDGE_DANGLING r/graphs/g.xml:1',
      'warning EDGE_DANGLING r/graphs/g.xml:2',
    ],
  );
});

test('one missing node is told once, with the number of edges', () => {
  const graph =
    '<edge from="top" to="gone"/>\n<edge from="a" to="gone"/>\n<edge from="top"><to>a</to><to>gone</to></edge>';
  const rolls = [{ nodes: empty('top a'), graph, appliances: { top: { node: 'top' } } }];
  const found = checkGraph(parseGraph({ format: 1, rolls: rolls.map(roll) }));
  assert.equal(
    found.map(({ code, message, place }) => `${code} ${place?.line} ${message}`),
    ['EDGE_DANGLING 2 Edge leads to "gone", which no roll defines; so do 2 more edges'],
  );
});

test('orphan nodes and appliances that cannot be reached', () => {
  const rolls = {
    nodes: empty('top a b'),
    graph: '<edge from="top" to="a"/>',
    appliances: { top: { node: 'top' }, x: { node: 'b' }, y: { node: 'c' } },
  };
  assert.equal(check([rolls]), ['error ENTRY_UNKNOWN r/roll.yaml:', 'error ENTRY_UNKNOWN r/roll.yaml:']);
  assert.equal(check([{ ...rolls, appliances: {} }]), ['warning NODE_ORPHAN r/nodes/b.xml:1']);
});

test('duplicate names of nodes and appliances', () => {
  const one = {
    name: 'one',
    nodes: { ...empty('top a'), twin: '<kickstart/>' },
    graph: '<edge from="top"><to>a</to><to>twin</to></edge>',
  };
  const two = { name: 'two', nodes: { twin: '<node/>' }, appliances: { top: { node: 'a' } } };
  assert.equal(check([one, two]), [
    'error NODE_TWICE two/nodes/twin.xml:1',
    'error APPLIANCE_TWICE two/roll.yaml:',
  ]);
});

test('constraint cycles, also where no appliance comes by', () => {
  const orders = '<order head="a" tail="b"/><order head="b" tail="a"/>\n<order head="x" tail="x"/>';
  const nodes = empty('top a b');
  assert.equal(check([{ nodes, graph: `<edge from="top" to="a"/><edge from="b" to="a"/>${orders}` }]), [
    'error ORDER_CYCLE r/graphs/g.xml:2',
    'warning NODE_MISSING r/graphs/g.xml:3',
    'warning ORDER_CYCLE r/graphs/g.xml:3',
  ]);
});

test('undefined attributes, also where no appliance comes by', () => {
  const nodes = {
    top: '<post><file name="/g">&hostname;&known;&asked;</file></post>',
    a: '<post>\n<file name="/&nope;"/></post>',
  };
  const attributes = { known: { default: '1' }, asked: {} };
  const graph = '<edge from="top" to="a" cond="x"/>\n<edge from="top" to="&never;" cond="x"/>';
  assert.equal(check([{ nodes, graph, attributes }]), [
    'error ATTRIBUTE_UNDEFINED r/graphs/g.xml:3',
    'error ATTRIBUTE_UNDEFINED r/nodes/a.xml:3',
  ]);
});

test('two nodes that create one file, a package and a service that are wanted and not', () => {
  const nodes = {
    top: '<package>p</package><service name="s"/><post><file name="/f">1</file><file name="/f">2</file></post>',
    a: '<package disable="1">p</package><service name="s" enabled="no"/>\n<post><file name="/f" mode="append">3</file>\n<file name="/f">4</file></post>',
  };
  const graph = '<edge from="top" to="a"/><order head="top" tail="a"/>';
  assert.equal(check([{ nodes, graph }]), [
    'warning PACKAGE_BOTH r/nodes/a.xml:2',
    'warning SERVICE_BOTH r/nodes/a.xml:2',
    'warning FILE_TWICE r/nodes/a.xml:4',
  ]);
});

test('edges between rolls need a public end: a warning, an error with strict', () => {
  const base = { name: 'base', nodes: empty('a'), graph: '<edge from="a" to="a"/>', appliances: {} };
  const top = { name: 'top', nodes: empty('top'), graph: '<edge from="top" to="a"/>' };
  assert.equal(check([base, top]), ['warning EDGE_PRIVATE top/graphs/g.xml:2']);
  assert.equal(check([base, top], { strict: true }), ['error EDGE_PRIVATE top/graphs/g.xml:2']);
});

test('unknown elements, broken files and missing rolls in one run', () => {
  const nodes = { top: '<what/>', a: '<kickstart>&', b: '<package cond="(">p</package>' };
  const graph = '<edge from="top"><to>a</to><to>b</to></edge>';
  assert.equal(check([{ nodes, graph, requires: ['other'] }]), [
    'error XML_SYNTAX r/nodes/a.xml:1',
    'error CONDITION_SYNTAX r/nodes/b.xml:2',
    'error ELEMENT_UNKNOWN r/nodes/top.xml:2',
    'error ROLL_REQUIRES r/roll.yaml:',
  ]);
});

test('an error does not hide what two nodes want differently', () => {
  const nodes = {
    top: '<post><file name="/g">&q;</file><file name="/f">1</file></post><package>p</package><service name="s"/>',
    a: '<post><file name="/f">2</file></post><package disable="1">p</package><service name="s" enabled="no"/>',
  };
  const graph = '<edge from="top" to="a"/><order head="top" tail="a"/><order head="a" tail="top"/>';
  assert.equal(check([{ nodes, graph }]), [
    'error ORDER_CYCLE r/graphs/g.xml:2',
    'warning PACKAGE_BOTH r/nodes/a.xml:2',
    'warning FILE_TWICE r/nodes/top.xml:2',
    'warning SERVICE_BOTH r/nodes/top.xml:2',
    'error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2',
  ]);
});

test('an imported roll is checked from the nodes that edges only start from', () => {
  const head = '<?xml version="1.0"?>';
  const more = {
    'nodes/root.xml': `${head}<kickstart><package>p</package></kickstart>`,
    'nodes/a.xml': `${head}<kickstart><package disable="1">p</package><post><file name="/g">&x;</file></post></kickstart>`,
    'nodes/bad.xml': `${head}<kickstart>`,
    'graphs/default/r.xml': `${head}<graph><edge from="root" to="a"/></graph>`,
  };
  const imported = {
    lenient: true,
    anyEntry: true,
    undefinedAttributes: 'empty' as const,
    appliances: {},
    more,
  };
  assert.equal(check([imported]), [
    'warning PACKAGE_BOTH r/nodes/a.xml:1',
    'warning ATTRIBUTE_UNDEFINED r/nodes/a.xml:1',
    'warning NODE_ORPHAN r/nodes/bad.xml:1',
    'error XML_SYNTAX r/nodes/bad.xml:1',
  ]);
});

test.run();
