import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, empty, nodesOf, problemsOf, profileOf } from './ask.ts';

const test = suite('graph: edges');

test('both forms, nested ends and their cross product', () => {
  const nodes = empty('top a b c d e f');
  assert.is(
    nodesOf({ nodes, graph: '<edge from="top" to="a"/><edge from="a"><to>b</to><to> c </to></edge>' }),
    'a b c top',
  );
  assert.is(nodesOf({ nodes, graph: '<edge to="a"><from>top</from></edge>' }), 'a top');
  const cross =
    '<edge from="top"><to>a</to><to>b</to></edge><edge><from>a</from><from>b</from><to>c</to><to>d</to></edge>';
  const profile = profileOf({ nodes, graph: cross });
  assert.equal(
    profile.nodes.find(({ name }) => name === 'c')!.edges.map(({ from }) => from),
    ['a', 'b'],
  );
  assert.is(nodesOf({ nodes, graph: '<edge from="top" to="a"><to>b</to><from>x</from></edge>' }), 'a b top');
});

test('conditions of the edge and of the nested end must both hold', () => {
  const nodes = empty('top a b c d');
  const graph = `<edge from="top" cond="yes">
    <to cond="yes">a</to><to cond="no">b</to></edge>
    <edge from="top" cond="no"><to>c</to></edge>
    <edge to="d" os="linux"><from os="sunos">top</from></edge>`;
  assert.is(nodesOf({ nodes, graph }, { host: { yes: 'on', no: 'off' } }), 'a top');
});

test('an edge whose condition is false is not there, and nothing below it', () => {
  const nodes = empty('top a b c');
  const graph = '<edge from="top" to="a" cond="False"/><edge from="a" to="b"/><edge from="top" to="c"/>';
  assert.is(nodesOf({ nodes, graph }), 'c top');
});

test('another way to a node counts, whatever the order of edges', () => {
  const nodes = empty('top a b');
  const edges = [
    '<edge from="top" to="a" cond="False"/>',
    '<edge from="top" to="b"/>',
    '<edge from="b" to="a"/>',
  ];
  assert.is(nodesOf({ nodes, graph: edges.join('') }), 'a b top');
  assert.is(nodesOf({ nodes, graph: edges.reverse().join('') }), 'a b top');
});

test('cycles are harmless', () => {
  const graph = '<edge from="top" to="a"/><edge from="a" to="top"/><edge from="a" to="a"/>';
  const profile = profileOf({ nodes: empty('top a'), graph });
  assert.equal(
    profile.nodes.map(({ name, edges }) => [name, edges.map(({ from }) => from)]),
    [
      ['a', ['a', 'top']],
      ['top', ['a']],
    ],
  );
});

test('a chain of 100,000 nodes', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `n${index}`);
  const graph = names
    .slice(1)
    .map((name, index) => `<edge from="n${index}" to="${name}"/>`)
    .join('\n');
  const nodes = Object.fromEntries(names.map((name) => [name, '']));
  const orders = names
    .slice(1)
    .map((name, index) => `<order head="${name}" tail="n${index}"/>`)
    .join('\n');
  const profile = profileOf({ nodes, graph: graph + orders, appliances: { top: { node: 'n0' } } });
  assert.is(profile.nodes.length, 100_000);
  assert.is(profile.nodes[0]!.name, 'n99999');
});

test('a reached name that nobody defines is an error at its edge', () => {
  const graph = '<edge from="top" to="a"/>\n<edge from="a">\n<to>nope</to></edge>';
  const { problems } = ask({ nodes: empty('top a'), graph });
  assert.is(problems.length, 1);
  assert.is(problems[0]!.code, 'NODE_MISSING');
  assert.match(problems[0]!.message, /"nope".*"a"/);
  assert.equal(problems[0]!.place, { file: 'r/graphs/g.xml', line: 3, column: 1 });
});

test('a missing name is told once, with the number of edges that ask for it', () => {
  const graph = '<edge from="top" to="a"/>\n<edge from="a" to="nope"/>\n<edge from="top" to="nope"/>';
  const apart = '\n<edge from="b" to="away"/>\n<edge from="b"><to>away</to></edge>';
  const { problems } = ask({ nodes: empty('top a b'), graph });
  assert.equal(
    problems.map(({ message }) => message),
    ['Node "nope" is reached by the edge from "a" and by 1 more edge, but not defined in any roll'],
  );
  const beside = ask({ nodes: empty('top a b nope'), graph: `${graph}${apart}` });
  assert.equal(
    beside.problems.map(({ message }) => message),
    ['Edge from "b" leads to "away", which no roll defines; so do 1 more edge'],
  );
});

test('a name that is not reached may be missing, with a warning', () => {
  const graph = '<edge from="top" to="a"/><edge from="other" to="nope"/>';
  assert.equal(problemsOf({ nodes: empty('top a other'), graph }), [
    'warning EDGE_DANGLING r/graphs/g.xml:2:26',
  ]);
});

test('an entry node that no edge mentions is an error; a false edge is a mention', () => {
  const { problems } = ask({
    nodes: empty('top a b'),
    graph: '<edge from="a" to="b"/>',
    appliances: { top: { node: 'top' }, two: { node: 'a' } },
  });
  assert.is(problems[0]!.code, 'ENTRY_UNKNOWN');
  assert.match(problems[0]!.hint!, 'top, two');
  assert.is(nodesOf({ nodes: empty('top a'), graph: '<edge from="top" to="a" cond="False"/>' }), 'top');
});

test('only declared appliances may be asked for, by their name or their node', () => {
  const rolls = {
    nodes: empty('top a'),
    graph: '<edge from="top" to="a"/>',
    appliances: { login: { node: 'top' } },
  };
  assert.is(nodesOf(rolls, { appliance: 'login' }), 'a top');
  assert.is(nodesOf(rolls, { appliance: 'top' }), 'a top');
  assert.is(ask(rolls, { appliance: 'a' }).problems[0]!.code, 'ENTRY_UNKNOWN');
});

test('in an imported roll any node that edges mention may be asked for', () => {
  const rolls = { nodes: empty('top a'), graph: '<edge from="top" to="a"/>', appliances: {}, anyEntry: true };
  assert.is(nodesOf(rolls, { appliance: 'a' }), 'a');
  const { problems } = ask(rolls, { appliance: 'b' });
  assert.match(problems[0]!.hint!, 'Entry points are: top');
});

test('an incomplete edge is a slip', () => {
  const graph = '<edge from="top"/><edge from="top"><to> </to></edge><edge from="top" to="a"/>';
  const rolls = { nodes: empty('top a'), graph };
  assert.equal(problemsOf(rolls), [
    'error EDGE_INCOMPLETE r/graphs/g.xml:2:1',
    'error EDGE_INCOMPLETE r/graphs/g.xml:2:36',
    'error EDGE_INCOMPLETE r/graphs/g.xml:2:19',
  ]);
  assert.is(nodesOf({ ...rolls, lenient: true }), 'a top');
});

test('an edge between two rolls needs a public end', () => {
  const base = {
    name: 'base',
    nodes: { ...empty('a'), b: '<kickstart interface="public"/>' },
    graph: '<graph/>',
    appliances: {},
  };
  const top = {
    name: 'top',
    nodes: { top: '' },
    graph: '<edge from="top" to="a"/><edge from="top" to="b"/>',
  };
  assert.equal(problemsOf([base, top]), ['warning EDGE_PRIVATE top/graphs/g.xml:2:1']);
  assert.equal(problemsOf([base, top], { options: { strict: true } }), [
    'error EDGE_PRIVATE top/graphs/g.xml:2:1',
  ]);
  assert.equal(problemsOf([{ ...base, public: ['a'] }, top]), []);
});

test('a condition on a whole graph file is none', () => {
  const nodes = empty('top a');
  const graph = '<graph os="sunos"><edge from="top" to="a"/></graph>';
  assert.equal(problemsOf({ nodes, graph }), ['error ATTRIBUTE_UNKNOWN r/graphs/g.xml:1:8']);
});

test('a list of systems that is empty on this machine counts as absent', () => {
  const rolls = {
    nodes: empty('top a'),
    graph: '<edge from="top" to="a" os="&wanted;"/>',
    attributes: { wanted: { default: ' ' } },
  };
  assert.is(nodesOf(rolls), 'a top');
  assert.is(nodesOf(rolls, { host: { wanted: 'redhat' } }), 'top');
});

test.run();
