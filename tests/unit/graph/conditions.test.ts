import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluateCondition } from '../../../builder/graph/condition/evaluate-condition.ts';
import { parseCondition } from '../../../builder/graph/condition/parse-condition.ts';
import { ConditionError } from '../../../builder/graph/condition/tokens.ts';
import { parseValue } from '../../../builder/graph/condition/values.ts';
import { nodesOf, one, problemsOf, profileOf } from './ask.ts';

const ATTRIBUTES: Readonly<Record<string, string>> = {
  on: 'on',
  yes: 'YES',
  n: 'n',
  off: 'Off',
  seven: '7',
  ver: '7.0',
  minus: '-2',
  zero: '0',
  nothing: '',
  word: 'abc',
  'a.b-c': '1',
  big: '9007199254740993',
  html: 'a<b',
};

const holds = (source: string): boolean =>
  evaluateCondition(parseCondition(source), (name) => parseValue(ATTRIBUTES[name]));

const TRUE = `on; yes; seven; word; minus; not nothing; not zero; not n; not off; not missing; seven == 7; seven != "7"; ver >= 7;
  ver == 7; ver == 7.0; seven > 6.5; minus < 0; minus == -2; word == 'abc'; word == "abc"; on == True; True == on; yes == 1;
  off == False; off == 0; missing is None; missing == None; word is not None; None < minus; missing < -99999; 5 < word;
  99999 < "0"; word > 3; seven in [1, 7]; seven in [7,]; seven not in ["7"]; seven not in []; word in ['x', "abc"];
  missing in [None]; on in [True]; seven in [ver]; on and seven; off or seven; not off and on; not (off and on);
  off and on or seven; seven or off and off; not not on; (on); ((seven == 7)) and (word != 'x'); a.b-c == 1; .5 < 1; 7. == seven;
  word == 'abc' and not word == 'b'; (on or off) == 1; html == 'a<b'; big != 9007199254740992; big == 9007199254740993; 9007199254740993 in [big];
  not word < 'abb'; word<'abd'; 'B' < 'a'; True; not None; (missing or word) == 'abc'; (seven and word) == 'abc'`;

const FALSE = `off; n; zero; nothing; missing; seven == "7"; word == 7; word < 5; missing > -5; missing is not None; on is None;
  seven not in [7]; seven in []; off and on; not on; not seven == 7; None; False; on == False; word == missing; nothing is None`;

/** Source and column of the first character that cannot be right. */
const WRONG: readonly (readonly [string, number])[] = [
  ['', 1],
  ['f(x)', 2],
  ['1e5', 2],
  ['a ** 2', 3],
  ['a == 1 == 2', 8],
  ['1 < a < 3', 7],
  ['a in [1] == True', 10],
  ['a is None is None', 11],
  ['a ==', 5],
  ['a == not b', 6],
  ['== a', 1],
  ['a b', 3],
  ['(a', 1],
  ['a)', 2],
  ['()', 2],
  ['a and', 6],
  ['and a', 1],
  ['not', 4],
  ['a not b', 7],
  ['a is True', 6],
  ['a in (1, 2)', 6],
  ['a in [1 2]', 9],
  ['a in [1', 8],
  ['a in [b == c]', 9],
  ['a in [-b]', 7],
  ['[1]', 1],
  ['"open', 1],
  ['a & b', 3],
  ['a = b', 3],
  ['a + b', 3],
  ['+1', 1],
  ['- 1', 1],
  ['1.2.3', 4],
  ['7up', 2],
  ['a ! b', 3],
  ['a if b else c', 3],
  ['lambda: 0', 7],
  ['x[0]', 2],
  ['None = a', 6],
  ['a, b', 2],
  ['ä == 1', 1],
];

const test = suite('graph: conditions');

const list = (text: string): string[] => text.split(';').map((source) => source.replace(/\s+/g, ' ').trim());

for (const source of list(TRUE)) test(`${source} is true`, () => assert.ok(holds(source)));
for (const source of list(FALSE)) test(`${source} is false`, () => assert.not(holds(source)));
for (const [source, column] of WRONG) {
  test(`"${source}" is wrong at column ${column}`, () => {
    try {
      parseCondition(source);
    } catch (error) {
      assert.instance(error, ConditionError);
      assert.is((error as ConditionError).at + 1, column);
      return;
    }
    assert.unreachable();
  });
}

test('nesting has no limit', () => {
  const depth = 100_000;
  assert.ok(holds(`${'('.repeat(depth)}on${')'.repeat(depth)}`));
  assert.ok(holds(`${'not '.repeat(depth)}on`));
  assert.ok(holds(Array(depth).fill('on').join(' and ')));
});

const pick = (guard: string, question = {}): boolean =>
  profileOf(one(`<package ${guard}>p</package>`), question).packages.enabled.length === 1;

test('all conditions of an element must hold', () => {
  assert.ok(pick('arch="amd64" os="debian" release="13" cond="True"'));
  for (const wrong of ['arch="i386"', 'os="redhat"', 'release="12"', 'cond="False"']) assert.not(pick(wrong));
  assert.not(pick('arch="amd64" cond="False"'));
});

test('a list matches by any of its items, trimmed; an empty condition is absent', () => {
  assert.ok(pick('arch="i386, amd64 ,arm64"'));
  assert.ok(pick('arch="" os="" release=" " cond=""'));
  assert.not(pick('arch="i386,ppc64le"'));
});

test("arch= takes every name of a machine's platform; cond sees Debian's", () => {
  const on = (arch: string) => ({ host: { arch } });
  for (const mine of ['amd64', 'x86_64']) {
    assert.ok(pick('arch="x86_64"', on(mine)));
    assert.ok(pick('arch="i386, amd64"', on(mine)));
    assert.not(pick('arch="aarch64,arm64"', on(mine)));
    assert.ok(pick('cond="arch == \'amd64\'"', on(mine)));
    assert.not(pick('cond="arch == \'x86_64\'"', on(mine)));
  }
  assert.ok(pick('arch="x86_64"'));
  assert.ok(pick('arch="aarch64"', { bundle: { arch: 'arm64' } }));
  assert.ok(pick('arch="arm64"', { bundle: { arch: 'aarch64' } }));
  assert.ok(pick('arch="&wanted;"', { host: { wanted: 'i386,aarch64', arch: 'arm64' } }));
});

test('an architecture that there is not is an error, of the graph or of one machine', () => {
  assert.equal(problemsOf(one(''), { bundle: { arch: 'banana' } }), ['error ARCH_UNKNOWN']);
  assert.equal(problemsOf(one(''), { host: { arch: 'banana' } }), ['error ARCH_UNKNOWN']);
});

test('os= matches linux, the family and the exact system', () => {
  const at = (os: string) => ({ host: { os } });
  assert.ok(pick('os="linux"', at('debian-13')));
  assert.ok(pick('os="linux"', at('rocky-9')));
  assert.not(pick('os="linux"', at('sunos-5')));
  assert.ok(pick('os="sunos"', at('sunos-5')));
  assert.ok(pick('os="redhat"', at('centos-7')));
  assert.ok(pick('os="debian-13"', at('debian-13')));
  assert.not(pick('os="debian-12"', at('debian-13')));
  assert.ok(pick('os="debian"', at('debian-13')));
});

test('cond is taken as if in parentheses', () => {
  assert.not(pick('os="redhat" cond="False or True"'));
});

test('a reference works in a list but not in cond', () => {
  assert.ok(pick('arch="&wanted;"', { host: { wanted: 'i386,amd64' } }));
  assert.equal(problemsOf(one('<package cond="os == &wanted;">p</package>')), [
    'error CONDITION_SYNTAX r/nodes/top.xml:2:22',
  ]);
});

test('attribute text is compared as it is, after XML is read', () => {
  const host = { path: 'a<b&c' };
  assert.ok(pick('cond="path == \'a&lt;b&amp;c\'"', { host }));
  assert.ok(pick("cond='path == &quot;a&lt;b&amp;c&quot;'", { host }));
});

test('a wrong condition names the file, the line and the column, also behind an entity', () => {
  const problems = problemsOf(one('\n<package cond="1 &lt; a &lt; 3">p</package>'));
  assert.equal(problems, ['error CONDITION_SYNTAX r/nodes/top.xml:3:25']);
});

test('conditions prune at any depth', () => {
  const body =
    '<main os="redhat"><lang>a</lang></main><main><lang cond="False">b</lang><lang>c</lang></main>' +
    '<post>x<file name="/f" cond="False">y</file><include cond="False" file="none"/><var cond="False" name="v" val="1"/>' +
    '<eval cond="False">z</eval></post>';
  const profile = profileOf(one(body));
  assert.equal(
    profile.directives.map(({ text }) => text),
    ['c'],
  );
  assert.is(profile.files.length, 0);
  assert.is(
    nodesOf({
      nodes: { top: '<kickstart os="sunos"><package>p</package></kickstart>', x: '' },
      graph: '<edge from="top" to="x"/>',
    }),
    'top x',
  );
});

test.run();
