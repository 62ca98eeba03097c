import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Script } from '../../../builder/model/mod.ts';
import { one, problemsOf, profileOf, type ShortRoll } from './ask.ts';

const test = suite('graph: elements of node files');

const packages = (body: string | ShortRoll, question = {}): string => {
  const { enabled, disabled } = profileOf(typeof body === 'string' ? one(body) : body, question).packages;
  return [...enabled.map(({ name }) => name), '/', ...disabled.map(({ name }) => name)].join(' ');
};
const script = (body: string, question = {}): Script => profileOf(one(body), question).scripts[0]!;
const text = (body: string, question = {}): string =>
  script(`<post>${body}</post>`, question)
    .parts.map((part) => (part.kind === 'text' ? part.text : `{${part.path}:${part.text}}`))
    .join('');
const codes = (body: string): string[] =>
  problemsOf(one(body)).map((line) => line.replace('r/nodes/top.xml', ''));

test('roots: kickstart and its synonyms', () => {
  for (const root of ['kickstart', 'node', 'jumpstart']) {
    assert.is(
      packages({ ...one(''), nodes: { top: `<${root}><package>p</package></${root}>`, x: '' } }),
      'p /',
    );
  }
  assert.equal(codes('').length, 0);
  assert.equal(
    problemsOf({
      nodes: { top: '<?xml version="1.0"?><other/>', x: '' },
      graph: '<edge from="top" to="x"/>',
    }),
    ['error ELEMENT_UNKNOWN r/nodes/top.xml:1:22'],
  );
});

test('documentation has no effect', () => {
  const body =
    '<description>&nope; <b>x</b></description><copyright>c</copyright><changelog>&none;</changelog>';
  assert.equal(codes(body), []);
});

test('packages: one a line, trimmed, sorted, without duplicates', () => {
  assert.is(
    packages('<package> b </package><package>\n a\n\n\tc \n</package><package>b</package>'),
    'a b c /',
  );
  const { by } = profileOf(one('<package>\n a\n b</package>')).packages.enabled[1]!;
  assert.equal(by, [{ node: 'top', roll: 'r', file: 'nodes/top.xml', line: 4 }]);
});

test('packages: type="meta" is printed with @', () => {
  assert.is(packages('<package type="meta">base</package><package>base</package>'), '@base base /');
  assert.is(profileOf(one('<package type="meta">g</package>')).packages.enabled[0]!.meta, true);
});

test('packages: disable is a boolean; empty means not wanted', () => {
  for (const value of ['no', 'off', 'false', '0', 'N', 'False', '0.0']) {
    assert.is(packages(`<package disable="${value}">p</package>`), 'p /');
  }
  for (const value of ['', 'yes', '1', 'on', 'true', 'disable', '7']) {
    assert.is(packages(`<package disable="${value}">p</package>`), '/ p');
  }
  assert.is(packages('<package disable="&d;">p</package>', { host: { d: 'off' } }), 'p /');
});

test('packages: an enable anywhere wins', () => {
  const rolls = {
    nodes: { top: '<package disable="1">p</package>', x: '<package>p</package>' },
    graph: '<edge from="top" to="x"/>',
  };
  assert.is(packages(rolls), 'p /');
  const { against } = profileOf(rolls).packages.enabled[0]!;
  assert.is(against[0]!.node, 'top');
});

test('packages: only direct children of the root count', () => {
  assert.equal(codes('<post><package>p</package></post>'), ['error ELEMENT_UNKNOWN :2:7']);
  const lenient = {
    ...one('<post>x<package>p</package></post><ansible><package>q</package></ansible>'),
    lenient: true,
  };
  assert.is(packages(lenient), '/');
});

test('packages: two on one line are two, with a warning', () => {
  assert.equal(codes('<package>a b</package>'), ['warning PACKAGE_NAME :2:1']);
  assert.is(packages(one('<package>a b</package>')), 'a b /');
});

test('packages: a group is named by its id or by its title', () => {
  assert.is(
    packages('<package type="meta">core\n Development Tools </package>'),
    '@Development Tools @core /',
  );
});

test('directives: in order, text trimmed, attributes kept', () => {
  const body =
    '<main><lang> en_US </lang><part size="1">/ --size=1</part><zerombr/></main><main><url>&u;</url></main>';
  const { directives } = profileOf(one(body), { host: { u: 'http://x' } });
  assert.equal(
    directives.map(({ name, text: value, attributes }) => [name, value, attributes]),
    [
      ['lang', 'en_US', {}],
      ['part', '/ --size=1', { size: '1' }],
      ['zerombr', '', {}],
      ['url', 'http://x', {}],
    ],
  );
  assert.equal(codes('<main><frobnicate/></main>'), ['error ELEMENT_UNKNOWN :2:7']);
});

test('directives: native lines are for one installer', () => {
  const { directives } = profileOf(one('<main><native installer="preseed">\nd-i a b c\n</native></main>'));
  assert.equal([directives[0]!.installer, directives[0]!.text], ['preseed', 'd-i a b c']);
  assert.equal(codes('<main><native installer="yast">x</native></main>'), ['error ATTRIBUTE_VALUE :2:7']);
});

test('scripts: element, phases, interpreter, chroot', () => {
  const shown = (body: string): unknown[] => {
    const { element, phases, interpreter, chroot } = script(body);
    return [element, phases.join(), interpreter, chroot];
  };
  assert.equal(shown('<pre>x</pre>'), ['pre', 'pre', 'bash', false]);
  assert.equal(shown('<post>x</post>'), ['post', 'post', 'bash', true]);
  assert.equal(shown('<post arg="--nochroot" interpreter="/usr/bin/python3">x</post>'), [
    'post',
    'post',
    '/usr/bin/python3',
    false,
  ]);
  assert.equal(shown('<post arg="--interpreter /usr/bin/perl">x</post>'), [
    'post',
    'post',
    '/usr/bin/perl',
    true,
  ]);
  assert.equal(shown('<post chroot="no">x</post>'), ['post', 'post', 'bash', false]);
  assert.equal(shown('<post chroot="yes" log="x">x</post>'), ['post', 'post', 'bash', true]);
  assert.equal(shown('<boot>x</boot>'), ['boot', 'boot-pre', 'bash', true]);
  assert.equal(shown('<boot order="post">x</boot>'), ['boot', 'boot-post', 'bash', true]);
  assert.equal(shown('<configure phase="post, reconfigure">x</configure>'), [
    'configure',
    'post,reconfigure',
    'bash',
    true,
  ]);
  assert.equal(shown('<configure>x</configure>'), ['configure', 'post', 'bash', true]);
  assert.equal(codes('<boot order="x">x</boot><configure phase="y">x</configure><post arg="--z">x</post>'), [
    'error ATTRIBUTE_VALUE :2:1',
    'error ATTRIBUTE_VALUE :2:25',
    'error ATTRIBUTE_VALUE :2:59',
  ]);
});

test('scripts of a start: times, units and tries', () => {
  const shown = (body: string): unknown[] => {
    const { element, phases, within, after, retry } = script(body);
    return [element, phases.join(), within, after, retry];
  };
  assert.equal(shown('<boot within="300" after="a.service  b@x.mount" retry="3">x</boot>'), [
    ...['boot', 'boot-pre', 300],
    ['a.service', 'b@x.mount'],
    3,
  ]);
  assert.equal(shown('<boot within="" after="" retry="0">x</boot>'), [
    'boot',
    'boot-pre',
    undefined,
    undefined,
    0,
  ]);
  assert.equal(shown('<ready within="86400">x</ready>'), ['ready', 'ready', 86_400, undefined, undefined]);
  for (const wrong of [
    'within="0"',
    'within="86401"',
    'within="5 min"',
    'retry="-1"',
    'after="ssh"',
    'after="$(x).service"',
  ])
    assert.equal(codes(`<boot ${wrong}>x</boot>`), ['error ATTRIBUTE_VALUE :2:1'], wrong);
});

test('after: a script that waits, with a limit of its own beyond that of the wait', () => {
  const { element, phases, within, awaits } = script(
    '<after appliance="database" within="600" hosts="one"/>',
  );
  assert.equal([element, phases, within, awaits], ['after', ['boot-pre'], 660, 'database']);
  const runs = (tag: string): string =>
    script(tag)
      .parts.map((part) => part.text)
      .join('');
  const one = runs('<after appliance="database" within="600" hosts="one"/>');
  assert.match(one, /wait-for-appliance database one 600\n$/);
  assert.match(runs('<after appliance="database"/>'), /wait-for-appliance database all 1800\n$/);
  assert.equal(codes('<after/><after appliance=""/>'), [
    'error ATTRIBUTE_MISSING :2:1',
    'error ATTRIBUTE_MISSING :2:9',
  ]);
  for (const wrong of [
    'appliance="a b"',
    'appliance="$(x)"',
    'appliance="db" hosts="some"',
    'appliance="db" within="0"',
  ])
    assert.equal(codes(`<after ${wrong}/>`), ['error ATTRIBUTE_VALUE :2:1'], wrong);
});

test('scripts: what means nothing for one is an error', () => {
  assert.equal(codes('<boot arg="--nochroot">x</boot><boot phase="post">x</boot>'), [
    'error ATTRIBUTE_UNKNOWN :2:7',
    'error ATTRIBUTE_UNKNOWN :2:38',
  ]);
  assert.equal(codes('<pre chroot="yes">x</pre><pre chroot="no">x</pre>'), ['error ATTRIBUTE_VALUE :2:1']);
});

test('packages: a type is none or meta', () => {
  assert.equal(codes('<package type="rpm">x</package>'), ['error ATTRIBUTE_VALUE :2:1']);
  assert.equal(codes('<package type="">x</package><package type="meta">y</package>'), []);
});

test('scripts: text stays as it is, never read as markup', () => {
  assert.is(
    text('\n if [ $a -lt 1 ] &amp;&amp; echo "&lt;b&gt;"; then <!-- no -->\n<![CDATA[ <file name="x"> ]]>\n'),
    '\n if [ $a -lt 1 ] && echo "<b>"; then \n <file name="x"> \n',
  );
});

test('scripts: order of nodes, then of elements, with where they come from', () => {
  const rolls = {
    nodes: { top: '<post>1</post>\n<pre>2</pre>', a: '\n<post>3</post>' },
    graph: '<edge from="top" to="a"/><order head="top" tail="a"/>',
  };
  assert.equal(
    profileOf(rolls).scripts.map(
      ({ node, file, line, parts }) => `${node} ${file}:${line} ${parts[0]!.text}`,
    ),
    ['top nodes/top.xml:2 1', 'top nodes/top.xml:3 2', 'a nodes/a.xml:3 3'],
  );
});

test('files: anywhere in text', () => {
  assert.is(text('a<file name="/f">b&amp;</file>c<file name="/g"/>'), 'a{/f:b&}c{/g:}');
  for (const element of ['pre', 'post', 'boot', 'configure']) {
    assert.is(profileOf(one(`<${element}><file name="/f">x</file></${element}>`)).files.length, 1);
  }
});

test('files: attributes', () => {
  const body =
    '<file name="/f" mode="append" owner="root.wheel" perms="0600" vars="expanded" expr="date" src="/g">x</file>';
  const { mode, owner, perms, vars, expr, src, node, line } = profileOf(one(`<post>\n${body}</post>`))
    .files[0]!;
  assert.equal(
    [mode, owner, perms, vars, expr, src, node, line],
    ['append', 'root.wheel', '0600', 'expanded', 'date', '/g', 'top', 3],
  );
  const plain = profileOf(one('<post><file name="/f" perm="0644" rcs="off">x</file></post>')).files[0]!;
  assert.equal([plain.mode, plain.vars, plain.perms, plain.owner], ['create', 'literal', '0644', undefined]);
  assert.is(profileOf(one('<post><file name="/f" mode="pipe">sort</file></post>')).files[0]!.mode, 'pipe');
});

test('files: later tags of a path inherit owner and perms, also from node to node', () => {
  const rolls = {
    nodes: {
      top: '<post><file name="/f" owner="a" perms="0600">1</file><file name="/g">x</file></post>',
      x: '<post><file name="/f" mode="append">2</file><file name="/f" mode="append" owner="b">3</file><file name="/f">4</file></post>',
    },
    graph: '<edge from="top" to="x"/><order head="top" tail="x"/>',
  };
  assert.equal(
    profileOf(rolls).files.map(({ path, owner, perms }) => [path, owner, perms].join()),
    ['/f,a,0600', '/g,,', '/f,a,0600', '/f,b,0600', '/f,b,0600'],
  );
});

test('files: an unknown mode is an error, leniently a warning and create', () => {
  const body = '<post><file name="/f" mode="apend">x</file></post>';
  assert.equal(codes(body), ['error ATTRIBUTE_VALUE :2:7']);
  assert.is(profileOf({ ...one(body), lenient: true }).files[0]!.mode, 'create');
  assert.equal(codes('<post><file>x</file><file name="/f"><file name="/g"/></file></post>'), [
    'error ATTRIBUTE_MISSING :2:7',
    'error ELEMENT_UNKNOWN :2:37',
  ]);
});

test('services: the last word counts', () => {
  const rolls = {
    nodes: {
      top: '<service name="s" enabled="yes"/><service name="t" instance="x" enabled="off"/>',
      x: '<post>z<service name="s" enabled="no"/></post>',
    },
    graph: '<edge from="top" to="x"/><order head="top" tail="x"/>',
  };
  assert.equal(
    profileOf(rolls).services.map(({ name, enabled, instance, by }) => [name, enabled, instance, by.length]),
    [
      ['s', false, undefined, 2],
      ['t', false, 'x', 1],
    ],
  );
  assert.is(profileOf(one('<service name="s"/>')).services[0]!.enabled, true);
});

test('variables live on in traversal order, and print alone', () => {
  const rolls = {
    nodes: {
      top: '<var name="v" val="1"/>',
      x: '<post>[<var name="v"/>]<var name="w" ref="v"/><var name="v" val="2"/>[<var name="v"/><var name="w"/>]</post>',
    },
    graph: '<edge from="top" to="x"/><order head="top" tail="x"/>',
  };
  const { scripts } = profileOf(rolls);
  assert.is(scripts[0]!.parts[0]!.text, '[1][21]');
  assert.is(text('[<var name="a"/><var name="b" ref="a"/><var name="b"/>]', { host: { a: 'A' } }), '[AA]');
});

test('screens: questions of the wizard', () => {
  const body = `<screen><title>T</title><code><include file="x.js"/></code><variable><label>L</label><name>n</name>
    <type>string</type><size>20</size><value>&amp;v</value><help>H</help><option>a</option><option cond="no">b</option></variable></screen>`;
  const { screens } = profileOf(one(body), { host: { no: 'off' } });
  assert.equal(screens[0]!.title, 'T');
  assert.equal(screens[0]!.variables, [
    {
      name: 'n',
      label: 'L',
      type: 'string',
      default: '&v',
      help: 'H',
      options: ['a'],
      fields: { size: '20' },
    },
  ]);
});

test('an unknown element or attribute is an error with its place', () => {
  assert.equal(codes('<post>\n <foo>x</foo></post><bar/>'), [
    'error ELEMENT_UNKNOWN :3:2',
    'error ELEMENT_UNKNOWN :3:21',
  ]);
  assert.equal(codes('<package colour="x">p</package>'), ['error ATTRIBUTE_UNKNOWN :2:10']);
  assert.equal(codes('<log>x</log><post>y<log/></post>'), []);
});

test('leniently an unknown element is skipped with its content', () => {
  const rolls = {
    ...one('<ansible>evil<file name="/f"/></ansible><post>a<foo>b</foo>c</post>'),
    lenient: true,
  };
  const profile = profileOf(rolls);
  assert.is(profile.scripts[0]!.parts[0]!.text, 'ac');
  assert.equal(
    profile.warnings
      .filter(({ code }) => code === 'ELEMENT_UNKNOWN')
      .map(({ place }) => `${place!.line}:${place!.column}`),
    ['2:1', '2:48'],
  );
});

test.run();
