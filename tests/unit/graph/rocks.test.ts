import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, nodesOf, problemsOf, profileOf, type ShortRoll } from './ask.ts';

const test = suite('graph: Rocks rolls as they are');

const HEAD = '<?xml version="1.0" standalone="no"?>\n';
const imported = (nodes: Record<string, string>, graph: string): ShortRoll => ({
  lenient: true,
  anyEntry: true,
  undefinedAttributes: 'empty',
  appliances: {},
  more: {
    ...Object.fromEntries(Object.entries(nodes).map(([name, body]) => [`nodes/${name}.xml`, body])),
    'graphs/default/r.xml': `${HEAD}<graph roll="r">${graph}</graph>`,
  },
});
const single = (body: string): ShortRoll =>
  imported({ top: `${HEAD}${body}` }, '<edge from="top" to="top"/>');

test('raw markup in a changelog is text', () => {
  const body =
    '<kickstart roll="r">\n<changelog>\n$Log$ added <package> & <b tag, 1 < 2\n</changelog>\n<package>p</package></kickstart>';
  assert.is(profileOf(single(body)).packages.enabled[0]!.by[0]!.line, 6);
  assert.equal(problemsOf(single(body)), ['warning XML_KINDNESS r/nodes/top.xml:3:1']);
  const graph = imported(
    { top: `${HEAD}<kickstart/>` },
    '<changelog> <edge & </changelog><edge from="top" to="top"/>',
  );
  assert.is(nodesOf(graph), 'top');
});

test('a changelog inside a script is no changelog', () => {
  const body = '<kickstart><post><![CDATA[<changelog>]]>x</post><package>p</package></kickstart>';
  assert.is(profileOf(single(body)).packages.enabled.length, 1);
});

test('the XML declaration may be missing or misplaced', () => {
  const misplaced = imported(
    { top: `\n<!-- c -->\n${HEAD}<kickstart><package>p</package></kickstart>` },
    '<edge from="top" to="top"/>',
  );
  assert.is(profileOf(misplaced).packages.enabled.length, 1);
  assert.equal(problemsOf(misplaced), ['warning XML_KINDNESS r/nodes/top.xml:3:1']);
  const missing = imported({ top: '<kickstart/>' }, '<edge from="top" to="top"/>');
  assert.equal(problemsOf(missing), ['warning XML_KINDNESS r/nodes/top.xml:1:1']);
});

test('a strict roll gets no kindness', () => {
  const strict = (body: string): string[] =>
    problemsOf({ more: { 'nodes/top.xml': body }, graph: '<edge from="top" to="top"/>' });
  assert.equal(strict(`\n${HEAD}<kickstart/>`), ['error XML_SYNTAX r/nodes/top.xml:2:1']);
  assert.equal(strict('<kickstart><changelog>a & b</changelog></kickstart>'), [
    'error XML_SYNTAX r/nodes/top.xml:1:25',
  ]);
});

test('undefined entities vanish from text', () => {
  assert.is(
    profileOf(single('<kickstart><post>a&Kickstart_Nope;b</post></kickstart>')).scripts[0]!.parts[0]!.text,
    'ab',
  );
});

test('graphs may name nodes that nobody ships, where they are not reached', () => {
  const rolls = imported(
    { top: `${HEAD}<kickstart/>`, a: `${HEAD}<kickstart/>` },
    '<edge from="top" to="a"/><edge from="xen" to="gone"/><order head="gone" tail="a"/>',
  );
  const { profile, problems } = ask(rolls);
  assert.ok(profile);
  assert.equal(
    problems.map(({ severity, code }) => `${severity} ${code}`),
    ['warning EDGE_DANGLING'],
  );
});

test('unknown graph elements and attributes are skipped', () => {
  const rolls = imported(
    { top: `${HEAD}<kickstart interface="public" foo="bar"/>` },
    '<roll name="r"/><color edge="blue"/><edge from="top" to="top" color="red"/>',
  );
  assert.is(nodesOf(rolls), 'top');
  assert.is(
    problemsOf(rolls).every((line) => line.startsWith('warning ')),
    true,
  );
});

test('an undefined name does not stop what Rocks would have carried out', () => {
  const body = `<kickstart><main><lang>&l;</lang><rootpw>--iscrypted &pw;</rootpw></main><package>x&y;</package>
    <post arg="--foo"><file name="/f" mode="apend" perm="0600">&z;</file></post></kickstart>`;
  const { profile } = ask(single(body));
  assert.equal(
    profile?.packages.enabled.map(({ name }) => name),
    ['x'],
  );
  assert.equal(
    profile?.files.map(({ mode, perms }) => `${mode} ${perms}`),
    ['create 0600'],
  );
});

test.run();
