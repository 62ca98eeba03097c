import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { one, problemsOf, profileOf } from './ask.ts';

const test = suite('graph: env=');

test('names attributes that a script finds in its environment; their values stay out of its text', () => {
  const body = '<post env="servers, net.prefix hostname">echo "$servers"</post>';
  const host = { servers: '$(touch /x)', 'net.prefix': '\'"`\\\n&lt;', hostname: '' };
  const [script] = profileOf(one(body), { host }).scripts;
  assert.equal(script!.environment, { servers: '$(touch /x)', net_prefix: '\'"`\\\n&lt;', hostname: '' });
  assert.equal(script!.parts, [{ kind: 'text', text: 'echo "$servers"' }]);
});

test('is nothing where it names nothing', () => {
  for (const body of ['<post>a</post>', '<post env="">a</post>', '<post env=" , ">a</post>']) {
    assert.is('environment' in profileOf(one(body)).scripts[0]!, false, body);
  }
});

test('is there for every script', () => {
  for (const element of ['pre', 'post', 'boot', 'configure']) {
    const { scripts } = profileOf(one(`<${element} env="a">x</${element}>`), { host: { a: '1' } });
    assert.equal(scripts[0]!.environment, { a: '1' }, element);
  }
});

test('is part of what tells one program from another', () => {
  const body = '<post><eval env="a">echo "$a"</eval></post>';
  const bundle = { allowEval: ['r'] };
  const evalsOf = (a: string): object => {
    const { evals } = profileOf(one(body), { host: { a }, bundle, options: { collectEvals: true } });
    return evals.map(({ key, environment, text }) => ({ key, environment, text }));
  };
  const key = (a: string): string => `r\nnodes/top.xml\nsh\na=${a}\necho "$a"`;
  assert.equal(evalsOf('1'), [{ key: key('1'), environment: { a: '1' }, text: 'echo "$a"' }]);
  assert.equal(evalsOf('2'), [{ key: key('2'), environment: { a: '2' }, text: 'echo "$a"' }]);
});

test('an undefined name is an error in its place, and empty where a roll says so', () => {
  assert.equal(problemsOf(one('<post env="a nope">x</post>'), { host: { a: '' } }), [
    'error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:14',
  ]);
  const rolls = { ...one('<post env="nope">x</post>'), undefinedAttributes: 'empty' as const };
  assert.equal(profileOf(rolls).scripts[0]!.environment, { nope: '' });
});

test('a name that can be no variable is refused in its place', () => {
  for (const name of ['1st', 'é', '&amp;a;', 'PATH', 'LD_PRELOAD', 'a.b']) {
    const found = problemsOf(one(`<post env="a_b ${name}">x</post>`), { host: { a_b: '' } });
    assert.equal(found, ['error ATTRIBUTE_VALUE r/nodes/top.xml:2:16'], name);
  }
  const lenient = { ...one('<post env="PATH">x</post>'), lenient: true };
  assert.is('environment' in profileOf(lenient).scripts[0]!, false);
});

test('a secret is masked like everywhere', () => {
  const rolls = { ...one('<post env="key">x</post>'), attributes: { key: { secret: true } } };
  const question = { host: { key: 'abc' } };
  assert.equal(profileOf(rolls, question).scripts[0]!.environment, { key: '[secret key]' });
  const revealed = profileOf(rolls, { ...question, options: { revealSecrets: true } });
  assert.equal(revealed.scripts[0]!.environment, { key: 'abc' });
});

test('values that no program can take are refused', () => {
  const body = '<post env="a">x</post>';
  assert.equal(problemsOf(one(body), { host: { a: 'x\0y' } }), ['error ATTRIBUTE_VALUE']);
  assert.equal(problemsOf(one(body), { host: { a: '\ud800' } }), ['error ATTRIBUTE_VALUE']);
  assert.equal(problemsOf(one(body), { host: { a: '\u{1f600}' } }), []);
  assert.equal(problemsOf(one(body), { host: { a: 'é'.repeat(40_000) } }), []);
  assert.equal(problemsOf(one(body), { host: { a: 'x'.repeat(40_001) } }), [
    'error ATTRIBUTE_VALUE r/nodes/top.xml:2:12',
  ]);
});

test.run();
