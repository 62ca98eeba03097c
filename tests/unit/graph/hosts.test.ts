import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerRequest } from '../../../builder/boot/engine.ts';
import { checkFacts, parseGraph } from '../../../builder/graph/mod.ts';
import type { Roster } from '../../../builder/model/mod.ts';
import { runInQuickjs } from '../../qjs/run-engine.ts';
import { ask, nodesOf, one, problemsOf, profileOf, roll, type ShortRoll } from './ask.ts';

const test = suite('graph: facts about other hosts');

const host = (name: string, appliance: string, rack: number, rank: number, gpu?: string) => ({
  name,
  appliance,
  rack,
  rank,
  address: `10.1.${rack}.${rank + 1}`,
  ...(gpu === undefined ? {} : { attributes: { gpu } }),
});

const roster: Roster = {
  from: 'the test',
  hosts: [
    host('c-0-10', 'compute', 0, 10, 'no'),
    host('c-1-0', 'compute', 1, 0, 'yes'),
    host('web-0', 'web', 0, 0),
    host('c-0-9', 'compute', 0, 9, 'yes'),
    host('fe', 'frontend', 0, 0),
    { ...host('c-2-0', 'compute', 2, 0), address: '' },
  ],
};

const textOf = (element: string, options: object = { roster }, given = {}): string => {
  const body = `<post><file name="/f">${element}</file></post>`;
  return profileOf(one(body), { options, host: given }).files[0]!.text;
};

test('a list is joined in the sequence of appliance, rack, rank and name', () => {
  const table: readonly [string, string][] = [
    ['<hosts/>', 'c-0-9 c-0-10 c-1-0 c-2-0 fe web-0'],
    ['<hosts appliance="compute"/>', 'c-0-9 c-0-10 c-1-0 c-2-0'],
    ['<hosts appliance="web, frontend"/>', 'fe web-0'],
    ['<hosts appliance="compute" rack="0,2"/>', 'c-0-9 c-0-10 c-2-0'],
    ['<hosts rack="&rack;"/>', 'c-1-0'],
    ['<hosts appliance="compute" where="gpu == True"/>', 'c-0-9 c-1-0'],
    ['<hosts where="gpu is None and rank == 0"/>', 'c-2-0 fe web-0'],
    ['<hosts where="hostname == \'fe\'" field="address"/>', '10.1.0.1'],
    ['<hosts appliance="compute" others="yes"/>', 'c-0-9 c-0-10 c-2-0'],
    ['<hosts appliance="compute" first="yes"/>', 'c-0-9'],
    ['<hosts appliance="compute" count="yes"/>', '4'],
    ['<hosts appliance="compute" field="address"/>', '10.1.0.10 10.1.0.11 10.1.1.1'],
    ['<hosts appliance="compute" field="gpu" between=","/>', 'yes,no,yes'],
    ['<hosts appliance="compute" field="rank" before="n" after=";" between="&#10;"/>', 'n9;\nn10;\nn0;\nn0;'],
    ['<hosts appliance="web" field="fqdn"/>', 'web-0.lan'],
    ['<hosts appliance="nobody"/>', ''],
    ['<hosts appliance="nobody" count="yes"/>', '0'],
    ['<hosts appliance="nobody" first="yes"/>', ''],
    ['<hosts cond="rack == 0"/>', ''],
    ['&hosts.names.web;, &hosts.addresses.compute;', 'web-0, 10.1.0.10 10.1.0.11 10.1.1.1'],
    ['&hosts.count;, &hosts.count.nobody;, &hosts.first.compute;, &hosts.first.nobody;', '6, 0, c-0-9, '],
  ];
  for (const [element, text] of table)
    assert.is(textOf(element, { roster }, { rack: '1', hostname: 'c-1-0', domain: 'lan' }), text, element);
});

test('without a list of hosts there are none', () => {
  assert.is(textOf('<hosts/>|<hosts count="yes"/>|&hosts.names;|&hosts.count;', {}), '|0||0');
});

test('a value of a host has no meaning in a text that has a grammar', () => {
  const odd: Roster = { from: 'x', hosts: [{ ...host('a', 'web', 0, 0), attributes: { note: '"},{"' } }] };
  const body = '<post><file name="/f" quote="json">"<hosts field="note" before="&quot;"/>"</file></post>';
  const [file] = profileOf(one(body), { options: { roster: odd } }).files;
  assert.is(file!.text, '"\\"\\"},{\\""');
});

test('conditions of edges and elements ask for a number and for the first', () => {
  const rolls: ShortRoll = {
    nodes: { top: '', few: '', many: '', leader: '', none: '' },
    graph: `<edge from="top" to="few" cond="hosts.count.web == 1"/>
      <edge from="top" to="many" cond="hosts.count.compute > 3 and hosts.count >= 6"/>
      <edge from="top" to="leader" cond="hostname == hosts.first.compute"/>
      <edge from="top" to="none" cond="hosts.first.database is None"/>`,
  };
  assert.is(nodesOf(rolls, { options: { roster }, host: { hostname: 'c-0-9' } }), 'few leader many none top');
  assert.is(nodesOf(rolls, { host: { hostname: 'c-0-9' } }), 'none top');
});

test('a profile tells what was asked, by whom, of whom, and who says so; one that asks nothing has no such part', () => {
  const rolls: ShortRoll = {
    nodes: {
      top: '<package cond="hosts.count.web > 0">p</package>\n<post env="hosts.first.web">x</post>',
      x: '',
    },
    graph: '<edge from="top" to="x" cond="hosts.count > 0"/>',
  };
  const { hosts, scripts } = profileOf(rolls, { options: { roster } });
  assert.equal(scripts[0]!.environment, { hosts_first_web: 'web-0' });
  assert.equal(
    hosts!.map(({ asked, value, hosts: who, from, node, file, line }) => [
      asked,
      value,
      who.length,
      from,
      node,
      file,
      line,
    ]),
    [
      ['hosts.count', '6', 6, 'the test', '(graph)', 'graphs/g.xml', 2],
      ['hosts.count.web', '1', 1, 'the test', 'top', 'nodes/top.xml', 2],
      ['hosts.first.web', 'web-0', 1, 'the test', 'top', 'nodes/top.xml', 3],
    ],
  );
  assert.is(profileOf(one('<package>p</package>'), { options: { roster } }).hosts, undefined);
});

test('every condition on hosts holds where all that they may bring is asked for', () => {
  const body = '<package cond="hosts.count.web &gt; 7">p</package><package cond="kind == 1">q</package>';
  const { packages } = profileOf(one(body), { options: { anyRoster: true } });
  assert.equal(
    packages.enabled.map(({ name }) => name),
    ['p'],
  );
});

test('nobody can set a fact: not a roll, a recipe, or who describes a machine', () => {
  const found = (rolls: ShortRoll, question = {}): string[] =>
    ask(rolls, question).problems.map(({ code }) => code);
  assert.equal(found({ ...one(''), attributes: { 'hosts.count': { default: '1' } } }), [
    'ATTRIBUTE_INTRINSIC',
    'ATTRIBUTE_INTRINSIC',
  ]);
  assert.equal(found(one(''), { bundle: { attributes: { global: { 'hosts.x': '1' } } } }), [
    'ATTRIBUTE_INTRINSIC',
    'ATTRIBUTE_INTRINSIC',
  ]);
  assert.equal(found(one(''), { host: { 'hosts.first.web': 'evil' } }), ['ATTRIBUTE_INTRINSIC']);
});

test('what is wrong is refused in its place', () => {
  const codesOf = (body: string, more: Partial<ShortRoll> = {}): string[] => {
    const source = roll({ ...one(body), ...more });
    return checkFacts(parseGraph({ format: 1, os: 'debian-13', rolls: [source] })).map(
      ({ severity, code, place }) => `${severity} ${code} ${place!.line}:${place!.column}`,
    );
  };
  const attributes = { key: { secret: true }, gpu: { default: 'no' } };
  const file = (text: string): string => `<post><file name="/f">${text}</file></post>`;
  assert.equal(
    codesOf(file('<hosts appliance="top" field="gpu" where="gpu and rank == 0"/>'), { attributes }),
    [],
  );
  assert.equal(codesOf(file('<hosts appliance="tpo"/>')), ['error FACT_UNKNOWN 2:23']);
  assert.equal(codesOf(file('<hosts field="gpu"/>')), ['error FACT_UNKNOWN 2:23']);
  assert.equal(codesOf(file('<hosts where="gup == 1"/>'), { attributes }), ['error FACT_UNKNOWN 2:23']);
  assert.equal(codesOf(file('<hosts where="key == 1" field="key"/>'), { attributes }), [
    'error FACT_SECRET 2:23',
    'error FACT_SECRET 2:23',
  ]);
  assert.equal(codesOf('<package cond="x and hosts.cuont.top">p</package>'), ['error FACT_UNKNOWN 2:16']);
  assert.equal(codesOf('<package cond="hosts.count.tpo">p</package>'), ['error FACT_UNKNOWN 2:16']);
  assert.equal(codesOf(file('&hosts.all;')), ['error FACT_UNKNOWN 2:23']);
  assert.equal(codesOf('<post env="hosts.count.top hosts.first.">x</post>'), ['error FACT_UNKNOWN 2:28']);
  assert.equal(codesOf(file('<hosts appliance="tpo"/>'), { lenient: true }), []);
  assert.equal(problemsOf(one(file('&hosts.all;'))), ['error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:23']);
});

test('an element that is written wrongly is refused in its place', () => {
  const file = (text: string): string => `<post><file name="/f">${text}</file></post>`;
  const table: readonly [string, string][] = [
    [file('<hosts apliance="x"/>'), 'error ATTRIBUTE_UNKNOWN r/nodes/top.xml:2:30'],
    [file('<hosts count="yes" between=","/>'), 'error ATTRIBUTE_VALUE r/nodes/top.xml:2:23'],
    [file('<hosts field="&hostname;"/>'), 'error ATTRIBUTE_VALUE r/nodes/top.xml:2:23'],
    [file('<hosts where="rank =="/>'), 'error CONDITION_SYNTAX r/nodes/top.xml:2:44'],
    ['<hosts/>', 'error ELEMENT_UNKNOWN r/nodes/top.xml:2:1'],
    [file('<hosts><package/></hosts>'), 'error ELEMENT_UNKNOWN r/nodes/top.xml:2:30'],
    ['<post><eval><hosts/></eval></post>', 'error ELEMENT_UNKNOWN r/nodes/top.xml:2:13'],
  ];
  for (const [body, problem] of table)
    assert.ok(
      problemsOf(one(body), { host: { hostname: 'x' } }).includes(problem),
      `${body}: ${problemsOf(one(body))}`,
    );
});

test('Node and QuickJS give the same bytes', async () => {
  const body =
    '<package cond="hosts.count.web == 1">p</package><post><file name="/f"><hosts appliance="compute" field="address" between="&#10;"/> &hosts.names;</file></post>';
  const bundle = { format: 1 as const, os: 'debian-13', rolls: [roll(one(body))] };
  const shuffled = { ...roster, hosts: [...roster.hosts].reverse() };
  const machines = [roster, shuffled].map((each) => ({ appliance: 'top', options: { roster: each } }));
  const request = { bundle, machines };
  const answer = answerRequest(JSON.stringify(request));
  const [quickjs] = await runInQuickjs([request]);
  assert.is(quickjs, answer);
  const [first, second] = (JSON.parse(answer) as { machines: unknown[] }).machines;
  assert.equal(first, second, 'the order in which hosts are given is of no meaning');
});

test.run();
