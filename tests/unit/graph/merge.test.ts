import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseGraph } from '../../../builder/graph/mod.ts';
import { ask, kickstart, nodesOf, problemsOf, profileOf, roll } from './ask.ts';

const test = suite('graph: files of several rolls');

const TOP = '<edge from="top" to="a"/>';
const pack = (name: string): string => kickstart(`<package>${name}</package>`);
const packages = (rolls: Parameters<typeof profileOf>[0], question = {}): string =>
  profileOf(rolls, question)
    .packages.enabled.map(({ name }) => name)
    .join(' ');

test('extends are added in roll order, with provenance', () => {
  const rolls = [
    { name: 'one', nodes: { top: '', a: '<post>1</post>' }, graph: TOP },
    { name: 'two', more: { 'nodes/extend-a.xml': kickstart('<post>2</post>') }, appliances: {} },
    { name: 'three', more: { 'nodes/extend-a.xml': kickstart('<post>3</post>') }, appliances: {} },
  ];
  const profile = profileOf(rolls);
  assert.equal(
    profile.scripts.map(({ roll: name, file, parts }) => `${name}/${file} ${parts[0]!.text}`),
    ['one/nodes/a.xml 1', 'two/nodes/extend-a.xml 2', 'three/nodes/extend-a.xml 3'],
  );
  assert.equal(profile.nodes[0]!.extends, [
    { roll: 'two', file: 'nodes/extend-a.xml' },
    { roll: 'three', file: 'nodes/extend-a.xml' },
  ]);
});

test('a replacement takes the place of the base and keeps the extends', () => {
  const rolls = [
    {
      name: 'one',
      nodes: { top: '' },
      graph: TOP,
      more: { 'nodes/a.xml': pack('base'), 'nodes/extend-a.xml': pack('more') },
    },
    { name: 'two', more: { 'nodes/replace-a.xml': pack('new') }, appliances: {} },
  ];
  assert.is(packages(rolls), 'more new');
  assert.is(profileOf(rolls).nodes[0]!.file, 'nodes/replace-a.xml');
});

test('a replacement alone is a node', () => {
  assert.is(
    packages({ nodes: { top: '' }, graph: TOP, more: { 'nodes/replace-a.xml': pack('new') } }),
    'new',
  );
});

test('two replacements from different rolls are an error, leniently the last wins', () => {
  const rolls = [
    { name: 'one', nodes: { top: '', a: '' }, graph: TOP, more: { 'nodes/replace-a.xml': pack('p1') } },
    { name: 'two', more: { 'nodes/replace-a.xml': pack('p2') }, appliances: {} },
  ];
  assert.equal(problemsOf(rolls), ['error NODE_TWICE two/nodes/replace-a.xml:1']);
  assert.is(packages(rolls, { bundle: { lenient: true } }), 'p2');
});

test('an extend without a node is an error', () => {
  const rolls = {
    nodes: { top: '', b: '' },
    graph: '<edge from="top" to="b"/>',
    more: { 'nodes/extend-a.xml': pack('p') },
  };
  assert.equal(problemsOf(rolls), ['error EXTEND_WITHOUT_NODE r/nodes/extend-a.xml:1']);
  assert.equal(
    problemsOf({ ...rolls, lenient: true }).filter((line) => !line.includes('KINDNESS')),
    ['warning EXTEND_WITHOUT_NODE r/nodes/extend-a.xml:1'],
  );
  const reached = { ...rolls, graph: TOP, lenient: true };
  assert.ok(problemsOf(reached).includes('error NODE_MISSING r/graphs/g.xml:2:1'));
});

test('byte-identical files of one name are one node', () => {
  const rolls = [
    { name: 'one', nodes: { top: '' }, graph: TOP, more: { 'nodes/a.xml': pack('p') } },
    { name: 'two', more: { 'nodes/a.xml': pack('p') }, appliances: {} },
  ];
  const profile = profileOf(rolls);
  assert.is(profile.nodes[0]!.roll, 'one');
  assert.is(profile.packages.enabled[0]!.by.length, 1);
});

test('a node that its roll promises is replaced only by a roll that says so', () => {
  const files = (text: string, name = 'a') => [
    { path: 'graphs/g.xml', text: '<graph><edge from="x" to="a"/></graph>' },
    { path: 'nodes/x.xml', text: '<node/>' },
    { path: `nodes/${name}.xml`, text: `<node><package>${text}</package></node>` },
  ];
  const one = { name: 'one', promises: ['a'], appliances: { x: { node: 'x' } }, files: files('p1') };
  const two = { name: 'two', files: files('p2') };
  const replacing = { name: 'two', files: files('p2', 'replace-a') };
  const found = (...rolls: Parameters<typeof parseGraph>[0]['rolls']) =>
    parseGraph({ format: 1, rolls }).problems.map(
      ({ severity, code, place }) => `${severity} ${code} ${place?.file}`,
    );
  assert.equal(found(one, { ...two, overrides: ['a'] }), ['error NODE_PROMISED two/nodes/a.xml']);
  assert.equal(found(one, replacing), ['error NODE_PROMISED two/nodes/replace-a.xml']);
  assert.equal(found(one, { ...two, overrides: ['a'], withdraws: ['a'] }), []);
  assert.equal(found(one, { ...replacing, withdraws: ['a'] }), []);
  assert.equal(found({ ...one, overrides: ['a'] }, two), [], 'the promise is kept');
  assert.ok(
    found(one, { ...replacing, lenient: true }).includes('warning NODE_PROMISED two/nodes/replace-a.xml'),
  );
  const hint = parseGraph({ format: 1, rolls: [one, two] }).problems[0]!.hint!;
  assert.ok(hint.indexOf('Rename') < hint.indexOf('overrides'), hint);
});

test('different content under one name is an error, unless a roll overrides it', () => {
  const one = { name: 'one', nodes: { top: '' }, graph: TOP, more: { 'nodes/a.xml': pack('p1') } };
  const two = { name: 'two', more: { 'nodes/a.xml': pack('p2') }, appliances: {} };
  const three = { name: 'three', more: { 'nodes/a.xml': pack('p3') }, appliances: {} };
  assert.equal(problemsOf([one, two]), ['error NODE_TWICE two/nodes/a.xml:1']);
  assert.is(packages([{ ...one, overrides: ['a'] }, two, three]), 'p1');
  assert.is(packages([{ ...one, overrides: ['a'] }, { ...two, overrides: ['a'] }, three]), 'p2');
  const lenient = { bundle: { lenient: true } };
  assert.is(packages([one, two, three], lenient), 'p3');
  assert.ok(problemsOf([one, two, three], lenient).includes('warning NODE_TWICE three/nodes/a.xml:1'));
});

test('graph files of one name are all read, in graphs/ and graphs/default/', () => {
  const rolls = [
    { name: 'one', nodes: { top: '', a: '', b: '', c: '' }, graph: TOP, public: ['top', 'a', 'b', 'c'] },
    {
      name: 'two',
      graph: '<edge from="a" to="b"/>',
      more: { 'graphs/default/g.xml': '<graph><edge from="b" to="c"/></graph>' },
      appliances: {},
    },
  ];
  assert.is(nodesOf(rolls), 'a b c top');
});

test('the site is read last and may attach to anything', () => {
  const site = roll({
    name: 'site',
    nodes: { own: '' },
    graph: '<edge from="a" to="own"/>',
    more: { 'nodes/extend-a.xml': pack('p') },
    appliances: {},
  });
  const rolls = { nodes: { top: '', a: '' }, graph: TOP };
  assert.is(nodesOf(rolls, { bundle: { site } }), 'a own top');
  assert.is(packages(rolls, { bundle: { site } }), 'p');
  assert.equal(problemsOf(rolls, { bundle: { site } }), []);
});

test('names are trimmed', () => {
  const rolls = {
    nodes: { top: '', a: '' },
    graph: '<edge from=" top "><to>\n  a\n</to></edge><order head=" top " tail="a "/>',
  };
  assert.is(nodesOf(rolls), 'top a');
});

test('every bad file is reported in one run', () => {
  const rolls = {
    nodes: { top: '<kickstart>\n<post></kickstart>', a: '<kickstart>&</kickstart>' },
    graph: TOP,
    more: { 'graphs/h.xml': '<graph>\n<edge from="a"></graph>' },
  };
  assert.equal(problemsOf(rolls), [
    'error XML_SYNTAX r/nodes/a.xml:1:12',
    'error XML_SYNTAX r/nodes/top.xml:2:7',
    'error XML_SYNTAX r/graphs/h.xml:2:16',
  ]);
});

test('leniently a broken file matters only where it is reached', () => {
  const rolls = {
    lenient: true,
    nodes: { top: '', a: '<?xml version="1.0"?><kickstart>', b: '' },
    graph: '<edge from="top" to="b"/><edge from="b" to="a" cond="x"/>',
  };
  const { profile, problems } = ask(rolls);
  assert.ok(profile);
  assert.ok(problems.some(({ code, severity }) => code === 'XML_SYNTAX' && severity === 'warning'));
  const reached = ask(rolls, { host: { x: 'on' } });
  assert.not(reached.profile);
  assert.ok(reached.problems.some(({ code, severity }) => code === 'XML_SYNTAX' && severity === 'error'));
});

test('a profile does not depend on rolls that it does not reach', () => {
  const rolls = [{ nodes: { top: '', a: '<package>p</package>' }, graph: TOP }];
  const other = {
    name: 'other',
    lenient: true,
    nodes: { far: '<kickstart><nope/></kickstart>', off: '<kickstart>' },
    graph: '<edge from="far" to="gone"/><order head="far" tail="off"/>',
    appliances: {},
  };
  assert.equal(profileOf([...rolls, other]), profileOf(rolls));
});

test('shuffled listings change nothing', () => {
  const source = roll({
    nodes: { top: '', a: '<package>p</package>', b: '<post>x</post>' },
    graph: '<edge from="top"><to>a</to><to>b</to></edge>',
  });
  const shuffled = { ...source, files: [...source.files].reverse() };
  const profile = (files: typeof source) => ask([], { bundle: { rolls: [files] } }).profile;
  assert.is(JSON.stringify(profile(shuffled)), JSON.stringify(profile(source)));
});

test.run();
