import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesOfMachine,
  collectSettledNames,
  explain,
  openMachine,
  parseGraph,
  traverse,
} from '../../../builder/graph/mod.ts';
import { checkDerived } from '../../../builder/hosts/mod.ts';
import { type GraphBundle, valueRulesOf } from '../../../builder/model/mod.ts';
import { ask, one, roll, type ShortRoll } from './ask.ts';

const test = suite('graph: what rolls say where nobody else does');

function valuesOf(short: ShortRoll, bundle: Partial<GraphBundle> = {}, host = {}) {
  const graph = parseGraph({
    format: 1,
    os: 'debian-13',
    rolls: [roll({ ...one(''), ...short })],
    ...bundle,
  });
  return attributesOfMachine(graph, 'top', host);
}

test('a default may refer to other attributes, whatever their values come from', () => {
  const attributes = {
    name: {},
    domain: { default: 'lan' },
    partition: { default: '&name;-batch' },
    fqdn: { default: 'x.&name;.&domain;' },
    chain: { default: '&partition;+&fqdn;' },
    mine: { default: '&hostname; &amp; &rack;' },
  };
  const values = valuesOf(
    { attributes },
    { attributes: { global: { name: 'argon' } } },
    { hostname: 'n1', rack: '2' },
  );
  const shown = Object.keys(attributes).map((name) => values.get(name)?.value);
  assert.equal(shown, ['argon', 'lan', 'argon-batch', 'x.argon.lan', 'argon-batch+x.argon.lan', 'n1 & 2']);
  assert.equal(values.get('chain')!.madeOf, ['domain', 'fqdn', 'name', 'partition']);
});

test('a value that somebody sets is text as it is', () => {
  const attributes = { a: { default: 'x' }, b: { default: '&a;' } };
  assert.is(valuesOf({ attributes }, { attributes: { global: { b: '&a;' } } }).get('b')!.value, '&a;');
});

test('what refers to something without a value has none itself', () => {
  const values = valuesOf({ attributes: { a: {}, b: { default: '&a;!' }, c: { default: '&b;' } } });
  assert.equal([values.has('b'), values.has('c')], [false, false]);
});

test('what is made of a secret is one, and whoever reads it reads the secret', () => {
  const attributes = { pass: { secret: true, default: 'hunter2' }, url: { default: 'db://&pass;@x' } };
  const rolls = {
    ...one('<post><file name="/f" perms="0600">&url;</file></post><package cond="url == 1">p</package>'),
    attributes,
  };
  const { profile, reads } = ask(rolls);
  assert.is(profile!.files[0]!.text, '[secret url]');
  assert.ok(reads.has('pass'));
  assert.is(ask(rolls, { options: { revealSecrets: true } }).profile!.files[0]!.text, 'db://hunter2@x');
});

test('a circle is refused, and so is a reference to nothing', () => {
  const found = (attributes: ShortRoll['attributes']): string[] =>
    ask({ ...one(''), attributes: attributes! }).problems.map(
      ({ code, place, message }) => `${code} ${place!.file}: ${message}`,
    );
  assert.equal(found({ a: { default: '&b;' }, b: { default: 'x&c;' }, c: { default: '&b;' } }), [
    'ATTRIBUTE_CYCLE r/roll.yaml: Defaults refer to each other in a circle: "b" > "c" > "b"',
  ]);
  assert.equal(found({ a: { default: '&a;' } }), [
    'ATTRIBUTE_CYCLE r/roll.yaml: Defaults refer to each other in a circle: "a" > "a"',
  ]);
  assert.equal(found({ a: { default: '&nope;' } }), [
    'ATTRIBUTE_UNDEFINED r/roll.yaml: The default of attribute "a" refers to "nope", which no roll declares',
  ]);
  assert.equal(found({ a: { default: '&hosts.count;' } }).length, 1);
});

test('a chain of defaults may be long', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
  const attributes = Object.fromEntries(
    names.map((name, at) => [name, { default: at === 19_999 ? 'end' : `&a${at + 1};` }]),
  );
  const graph = parseGraph({ format: 1, rolls: [roll({ ...one(''), attributes })] });
  assert.equal(graph.problems, []);
});

const APPLIANCES = {
  top: { node: 'top', attributes: { ssh_agent: 'yes', greeting: 'hi &appliance;' } },
  other: { node: 'top' },
};
const ATTRIBUTES = { ssh_agent: { type: 'boolean', default: 'no' }, greeting: {} };

test('what a roll says of an appliance beats defaults, and loses against everybody else', () => {
  const short = { ...one(''), appliances: APPLIANCES, attributes: ATTRIBUTES };
  const ofGlobal = { attributes: { global: { ssh_agent: 'never' } } };
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls: [roll(short)] });
  assert.equal(graph.problems, []);
  assert.is(attributesOfMachine(graph, 'top').get('ssh_agent')!.value, 'yes');
  assert.is(attributesOfMachine(graph, 'top').get('greeting')!.value, 'hi top');
  assert.is(attributesOfMachine(graph, 'other').get('ssh_agent')!.value, 'no');
  assert.is(valuesOf(short, ofGlobal).get('ssh_agent')!.value, 'never');
  const resolved = attributesOfMachine(graph, 'top');
  const { profile } = traverse(graph, resolved, 'top');
  const answer = explain(openMachine(graph, resolved, {}), 'top', profile, 'ssh_agent');
  assert.equal(
    answer.attribute!.scopes.filter(({ scope }) => scope === 'default'),
    [
      { scope: 'default', of: 'r for top', value: 'yes', wins: true },
      { scope: 'default', of: 'r', value: 'no', wins: false },
    ],
  );
});

test('what a roll says wrongly of an appliance is refused', () => {
  const found = (attributes: Record<string, string>): string[] =>
    ask({
      ...one(''),
      appliances: { top: { node: 'top', attributes } },
      attributes: { ...ATTRIBUTES, key: { secret: true, default: 'x' } },
    }).problems.map(({ code, place }) => `${code} ${place!.file}`);
  assert.equal(found({ ssh_agent: 'perhaps' }), ['ATTRIBUTE_VALUE r/roll.yaml']);
  assert.equal(found({ ssh_agnet: 'yes' }), ['ATTRIBUTE_UNDEFINED r/roll.yaml']);
  assert.equal(found({ hostname: 'x' }), ['ATTRIBUTE_INTRINSIC r/roll.yaml']);
  assert.equal(found({ key: 'open' }), ['ATTRIBUTE_VALUE r/roll.yaml']);
});

test('a recipe says something of single hosts too', () => {
  const bundle = { attributes: { host: { n1: { a: 'own' } }, rack: { '0': { a: 'of the rack' } } } };
  const attributes = { a: { default: 'x' } };
  assert.is(valuesOf({ attributes }, bundle, { hostname: 'n1', rack: '0' }).get('a')!.value, 'own');
  assert.is(valuesOf({ attributes }, bundle, { hostname: 'n2', rack: '0' }).get('a')!.value, 'of the rack');
});

test('a value that is made of others must have a form that its roll allows; one made of a secret is not shown', () => {
  const attributes = {
    host: { default: 'x1' },
    pass: { secret: true, default: 'hunter2' },
    port: { type: 'integer', default: '80&rank;' },
    wrong: { type: 'integer', default: '80&host;' },
    hidden: { type: 'integer', default: '&pass;' },
  };
  const source = roll({ ...one(''), attributes });
  const rules = valueRulesOf({ rolls: [source] });
  const found = checkDerived(rules, valuesOf({ attributes }, {}, { rank: '7' }));
  assert.equal(
    found.map(({ code, message, hint, place }) => [code, message, hint!.split('.')[0], place!.file]),
    [
      [
        'ATTRIBUTE_VALUE',
        'Attribute "hidden": what it is made of gives it a form that it cannot have',
        'It is made of "pass"',
        'r/roll.yaml',
      ],
      ['ATTRIBUTE_VALUE', 'Attribute "wrong": bad number "80x1"', 'It is made of "host"', 'r/roll.yaml'],
    ],
  );
});

test('what a program looked at when the image was built is settled with all that it is made of', () => {
  const attributes = {
    a: { default: '&b;' },
    b: { default: '&c;' },
    c: { default: 'x' },
    d: { default: '&a;' },
  };
  const source = roll({ ...one('<post><eval>echo &a;</eval></post>'), attributes });
  const graph = parseGraph({ format: 1, rolls: [source], allowEval: ['r'] });
  assert.equal([...collectSettledNames(graph)].sort(), ['a', 'b', 'c']);
});

test.run();
