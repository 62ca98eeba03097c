import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, one, problemsOf, profileOf, type ShortRoll } from './ask.ts';

const test = suite('graph: include, eval');

const rolls = (
  body: string,
  more: Readonly<Record<string, string>> = {},
  rest: ShortRoll = {},
): ShortRoll => ({
  ...one(body),
  ...rest,
  more: Object.fromEntries(Object.entries(more).map(([name, value]) => [`include/${name}`, value])),
});
const shown = (short: ShortRoll, question = {}): string =>
  profileOf(short, question)
    .scripts.flatMap(({ parts }) => parts)
    .map((part) =>
      part.kind === 'text' ? part.text : `{${part.path}:${part.text} ${part.file}:${part.line}}`,
    )
    .join('');

test('mode="quote" is text as it is', () => {
  assert.is(shown(rolls('<post>a<include file="x/y"/>b</post>', { 'x/y': '<b>&amp;&c;' })), 'a<b>&amp;&c;b');
  assert.is(shown(rolls('<post><include file="x" mode="quote"/></post>', { x: 't' })), 't');
});

test('mode="xml" is markup in its place, with its own origin', () => {
  const more = { x: '<?xml version="1.0"?>\ne&v;<file name="/f">g</file>' };
  assert.is(
    shown(rolls('<post>a<include file="x" mode="xml"/>b</post>', more), { host: { v: 'V' } }),
    'a\neV{/f:g include/x:2}b',
  );
});

test('mode="xml" works among the children of the root and of main', () => {
  const more = { root: '<package>p</package><main><lang>l</lang></main>', main: '<url>u</url>' };
  const profile = profileOf(
    rolls('<include file="root" mode="xml"/><main><include file="main" mode="xml"/></main>', more),
  );
  assert.equal(
    profile.packages.enabled.map(({ by }) => by[0]!.file),
    ['include/root'],
  );
  assert.equal(
    profile.directives.map(({ text }) => text),
    ['l', 'u'],
  );
});

test('the name may depend on attributes; conditions count', () => {
  assert.is(shown(rolls('<post><include file="&os;/x"/>.</post>', { 'debian-13/x': 'D' })), 'D.');
  assert.is(shown(rolls('<post>.<include file="none" cond="False"/></post>')), '.');
});

test('an absent file is an error, for sinclude it is nothing', () => {
  assert.equal(problemsOf(rolls('<post>\n<include file="none"/></post>')), [
    'error INCLUDE_MISSING r/nodes/top.xml:3:1',
  ]);
  assert.is(shown(rolls('<post>a<sinclude file="none"/></post>')), 'a');
  assert.is(shown(rolls('<post><sinclude file="x"/></post>', { x: 'there' })), 'there');
  assert.equal(problemsOf(rolls('<post><include/></post>')), ['error ATTRIBUTE_MISSING r/nodes/top.xml:2:7']);
});

test('includes cannot leave include/ nor go round in a circle', () => {
  assert.equal(problemsOf(rolls('<post><include file="../nodes/top.xml"/></post>')), [
    'error INCLUDE_MISSING r/nodes/top.xml:2:7',
  ]);
  const loop = rolls('<post><include file="x" mode="xml"/></post>', {
    x: 'a<include file="y" mode="xml"/>',
    y: '<include file="x" mode="xml"/>',
  });
  assert.equal(problemsOf(loop), ['error INCLUDE_CYCLE r/include/y:1:1']);
});

test('includes that double have an end', () => {
  const more: Record<string, string> = { x0: 'x'.repeat(1024 * 1024) };
  for (let level = 1; level < 15; level += 1) {
    more[`x${level}`] = `<include file="x${level - 1}" mode="xml"/>`.repeat(2);
  }
  const { problems } = ask(rolls('<post><include file="x14" mode="xml"/></post>', more));
  assert.ok(problems.some(({ code }) => code === 'EXPANSION_LIMIT'));
});

test('a broken include names its own place', () => {
  const broken = rolls('<post><include file="x" mode="xml"/></post>', { x: '\n<b' });
  assert.equal(problemsOf(broken), ['error XML_SYNTAX r/include/x:2:1']);
});

test('eval is refused unless the recipe allows the roll', () => {
  const { problems } = ask(rolls('<post>\n<eval shell="sh">date</eval></post>'));
  assert.is(problems[0]!.code, 'EVAL_REFUSED');
  assert.match(problems[0]!.message, /"r".*nodes\/top\.xml.*3/);
  assert.equal(problems[0]!.place, { file: 'r/nodes/top.xml', line: 3, column: 1 });
  const lenient = rolls('<post>a<eval>date</eval>b</post>', {}, { lenient: true });
  assert.ok(problemsOf(lenient).includes('error EVAL_REFUSED r/nodes/top.xml:2:8'));
  const looking = { options: { passRefusedEvals: true } };
  assert.is(shown(lenient, looking), 'ab');
  assert.ok(problemsOf(lenient, looking).includes('warning EVAL_REFUSED r/nodes/top.xml:2:8'));
});

test('an allowed program is asked for, and its output taken', () => {
  const short = rolls('<post>a<eval shell="sh">echo &v;</eval>b</post>');
  const bundle = { allowEval: ['r'] };
  const host = { v: '1' };
  const { evals } = profileOf(short, { bundle, host, options: { collectEvals: true } });
  assert.equal([evals[0]!.shell, evals[0]!.text, evals[0]!.line], ['sh', 'echo 1', 2]);
  assert.is(
    shown(short, { host, bundle: { ...bundle, evalOutputs: { [evals[0]!.key]: '<out>' } } }),
    'a<out>b',
  );
  assert.equal(problemsOf(short, { bundle, host }), ['error EVAL_REFUSED r/nodes/top.xml:2:8']);
});

test('mode="xml" reads the output as markup', () => {
  const short = rolls('<eval mode="xml">x</eval>');
  const bundle = { allowEval: ['r'], evalOutputs: { 'r\nnodes/top.xml\nsh\nx': '<package>p</package>' } };
  assert.is(profileOf(short, { bundle }).packages.enabled[0]!.name, 'p');
});

test.run();
