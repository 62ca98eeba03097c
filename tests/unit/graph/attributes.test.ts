import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, parseGraph } from '../../../builder/graph/mod.ts';
import { ask, one, problemsOf, profileOf, roll } from './ask.ts';

const test = suite('graph: attributes');

const textOf = (body: string, question = {}): string => {
  const script = profileOf(one(`<post>${body}</post>`), question).scripts[0]!;
  return script.parts.map((part) => part.text).join('');
};

test('the strongest scope that sets a name wins; a default is weaker than global', () => {
  const graph = parseGraph({
    format: 1,
    os: 'debian-13',
    rolls: [roll({ attributes: { a: { default: 'd' }, b: { default: 'd' } } })],
    attributes: {
      global: { a: 'g', c: 'g', d: 'g', e: 'g', f: 'g' },
      os: { 'debian-13': { c: 'o', d: 'o', e: 'o', f: 'o' } },
      appliance: { top: { d: 'p', e: 'p', f: 'p' } },
      rack: { '3': { e: 'r', f: 'r' } },
    },
  });
  const values = attributesOfMachine(graph, 'top', { rack: '3', f: 'h' });
  const shown = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => values.get(name)!.value).join('');
  assert.is(shown, 'gdoprh');
  assert.equal(
    values.get('f')!.losers.map(({ scope, value }) => scope + value),
    ['rackr', 'appliancep', 'oso', 'globalg'],
  );
  assert.equal(values.get('a')!.losers, [{ scope: 'default', value: 'd', roll: 'r' }]);
});

test('intrinsic names follow from the machine', () => {
  assert.is(textOf('&os; &osFamily; &release; &arch; &appliance;'), 'debian-13 debian 13 amd64 top');
  const host = { os: 'rocky-9', hostname: 'n1', arch: 'arm64' };
  assert.is(textOf('&os; &osFamily; &release; &arch; &hostname;', { host }), 'rocky-9 redhat 9 arm64 n1');
});

const systems = ['debian-12 bookworm', 'debian-13 trixie'].map((words) => {
  const [id, codename] = words.split(' ') as [string, string];
  return { name: id, os: { id, codename } };
});

test('the code name is what the roll of the operating system says', () => {
  const rolls = [
    ...systems,
    one('<post>&os; &codename;</post><package cond="codename == \'trixie\'">new</package>'),
  ];
  const shown = (os: string | undefined, host = {}): string => {
    const bundle = os === undefined ? { os: undefined as never } : { os };
    const { scripts, packages } = profileOf(rolls, { host, bundle });
    return [scripts[0]!.parts[0]!.text, ...packages.enabled.map(({ name }) => name)].join(' ');
  };
  assert.is(shown('debian-13'), 'debian-13 trixie new');
  assert.is(shown('debian-12'), 'debian-12 bookworm');
  assert.is(
    shown('debian-12', { os: 'debian-13' }),
    'debian-13 trixie new',
    'of the machine, not of the graph',
  );
  assert.is(shown('debian-12', { codename: 'mine' }), 'debian-12 mine');
  assert.is(shown(undefined), 'debian-12 bookworm', 'the first OS roll is meant where nobody says which');
});

test('a code name that no roll says is an error that names the roll to add', () => {
  const hintOf = (question = {}): string => {
    const { problems } = ask([systems[1]!, one('<post>&codename;</post>')], question);
    return problems.map(({ code, hint }) => `${code} ${hint}`).join('\n');
  };
  assert.is(hintOf(), '');
  assert.match(
    hintOf({ bundle: { os: 'rocky-9' } }),
    /^ATTRIBUTE_UNDEFINED The roll of rocky-9 says it.*add it/,
  );
});

test('without an operating system nothing that follows from it is known', () => {
  const bundle = { os: undefined as never };
  for (const name of ['os', 'osFamily', 'release', 'codename'])
    assert.equal(problemsOf(one(`<post>&${name};</post>`), { bundle }), [
      'error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:7',
    ]);
});

test('a roll or a site cannot set an intrinsic name', () => {
  const declared = problemsOf({ ...one(''), attributes: { os: { default: 'x' } } });
  assert.equal(declared, ['error ATTRIBUTE_INTRINSIC r/roll.yaml']);
  const set = problemsOf(one(''), { bundle: { attributes: { global: { hostname: 'x' } } } });
  assert.equal(set, ['error ATTRIBUTE_INTRINSIC global attributes']);
  const codename = problemsOf(one(''), { bundle: { attributes: { global: { codename: 'x' } } } });
  assert.equal(codename, ['error ATTRIBUTE_INTRINSIC global attributes']);
});

test('a name is letters, digits, _ . -', () => {
  const codes = problemsOf({ ...one(''), attributes: { 'a b': {}, 'a.b-c_9': {} } });
  assert.equal(codes, ['error ATTRIBUTE_NAME r/roll.yaml']);
});

test('a value is text and can never introduce markup', () => {
  const host = { a: '</post><package>evil</package>&b;', b: 'no' };
  assert.is(textOf('[&a;]', { host }), '[</post><package>evil</package>&b;]');
  const { packages } = profileOf(one('<package>p&a;</package>'), { host: { a: '"/><x' } });
  assert.equal(
    packages.enabled.map(({ name }) => name),
    ['p"/><x'],
  );
});

test('predefined entities and character references are what XML says', () => {
  assert.is(textOf('&lt;&gt;&amp;&quot;&apos;&#65;&#x42;'), '<>&"\'AB');
  assert.is(textOf('<![CDATA[&a; <b> ]]>&amp;a;'), '&a; <b> &a;');
});

test('an undefined name is an error with file, line and column', () => {
  assert.equal(problemsOf(one('<post>\n  &nope;</post>')), ['error ATTRIBUTE_UNDEFINED r/nodes/top.xml:3:3']);
});

test('an undefined name may vanish from text, never from an attribute value', () => {
  const lax = { ...one('<post>a&nope;b</post>'), undefinedAttributes: 'empty' as const };
  assert.is(profileOf(lax).scripts[0]!.parts[0]!.text, 'ab');
  assert.equal(problemsOf(lax), ['warning ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:8']);
  const value = {
    ...one('<post><file name="/&nope;">x</file></post>'),
    undefinedAttributes: 'empty' as const,
  };
  assert.equal(problemsOf(value), ['error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:20']);
});

test('what is pruned needs no attributes', () => {
  assert.equal(problemsOf(one('<post cond="no">&nope;</post><post os="sunos">&nope;</post>')), []);
});

test('references work in graph files', () => {
  const graph = '<edge from="&appliance;"><to>x-&which;</to></edge><edge from="top" to="&which;"/>';
  const { nodes } = profileOf({ nodes: { top: '', 'x-1': '', '1': '' }, graph }, { host: { which: '1' } });
  assert.is(nodes.map(({ name }) => name).join(' '), '1 top x-1');
});

test('a secret value is masked unless it is asked for', () => {
  const rolls = { ...one('<post>&pw;</post>'), attributes: { pw: { secret: true, default: 'hunter2' } } };
  assert.is(profileOf(rolls).scripts[0]!.parts[0]!.text, '[secret pw]');
  const options = { revealSecrets: true };
  assert.is(profileOf(rolls, { options }).scripts[0]!.parts[0]!.text, 'hunter2');
  const printed = { ...one('<post><var name="pw"/></post>'), attributes: rolls.attributes };
  assert.not.match(JSON.stringify(ask(printed)), 'hunter2');
});

test('a secret attribute cannot be part of the name of a package', () => {
  const rolls = {
    ...one('<package>\n  tool\n  &pw;-tool\n</package>'),
    attributes: { pw: { secret: true, default: 'hunter2' } },
  };
  for (const options of [{}, { revealSecrets: true }, { keepGoing: true }]) {
    const traversal = ask({ ...rolls, lenient: true }, { options });
    const errors = traversal.problems.filter(({ severity }) => severity === 'error');
    assert.equal(
      errors.map(({ code, place }) => [code, place?.line, place?.column]),
      [['PACKAGE_SECRET', 4, 3]],
    );
    assert.match(errors[0]!.message, '"pw"');
    assert.not.match(JSON.stringify(traversal), 'hunter2');
  }
});

test('a declared attribute without a value can be waived', () => {
  const rolls = { ...one('<post>[&q;]</post>'), attributes: { q: {} } };
  assert.equal(problemsOf(rolls), ['error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:8']);
  assert.equal(problemsOf(rolls, { options: { allowUnanswered: true } }), []);
  assert.equal(problemsOf(rolls, { options: { allowUnanswered: 'warn' } }), [
    'warning ATTRIBUTE_UNANSWERED r/nodes/top.xml:2:8',
  ]);
});

test('expansion is bounded', () => {
  const body = `<post>${'&a;'.repeat(300)}</post>`;
  const { problems } = ask(one(body), { host: { a: 'x'.repeat(1024 * 1024) } });
  assert.ok(problems.some(({ code }) => code === 'EXPANSION_LIMIT'));
});

test.run();
