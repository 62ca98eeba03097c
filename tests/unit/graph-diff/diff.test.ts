import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffLines } from '../../../builder/graph/diff/diff-lines.ts';
import { type ApplianceDiff, diffProfiles, renderApplianceDiffs } from '../../../builder/graph/mod.ts';
import { empty, profileOf, type ShortRoll } from '../graph/ask.ts';

function diff(before: ShortRoll, after: ShortRoll): ApplianceDiff {
  return diffProfiles('top', profileOf(before), profileOf(after));
}

const base: ShortRoll = {
  nodes: {
    top: '<package>make</package><service name="ssh"/>',
    x: `<package>vim</package>
<post>one
two<file name="/etc/a" perms="0644">a
b
c</file></post>`,
    y: '',
  },
  graph: '<edge from="top"><to>x</to><to>y</to></edge>',
};
const changed = (nodes: Record<string, string>, graph = base.graph!): ShortRoll => ({
  nodes: { ...base.nodes, ...nodes },
  graph,
});

const test = suite('diffProfiles()');
test('the same twice is no difference', () => {
  const result = diff(base, base);
  assert.is(result.state, 'same');
  assert.is(renderApplianceDiffs([result]), '');
});
test('nodes and packages that come and go', () => {
  const result = diff(
    base,
    changed({ y: '<package>tmux</package>', z: '' }, '<edge from="top"><to>y</to><to>z</to></edge>'),
  );
  assert.equal(result.nodes.added, [{ name: 'z', by: 'r/nodes/z.xml' }]);
  assert.equal(result.nodes.removed, [{ name: 'x', by: 'r/nodes/x.xml' }]);
  assert.equal(result.packages.added, [{ name: 'tmux', by: 'y (r/nodes/y.xml:2)' }]);
  assert.equal(
    result.packages.removed.map(({ name }) => name),
    ['vim'],
  );
  assert.equal(
    result.files.removed.map(({ name }) => name),
    ['/etc/a'],
  );
  assert.is(result.scripts.removed.length, 1);
});
test('a package that is no longer wanted has changed', () => {
  const [change] = diff(base, changed({ top: '<package disable="1">make</package><service name="ssh"/>' }))
    .packages.changed;
  assert.equal(change!.fields, [{ field: 'state', before: 'wanted', after: 'not wanted' }]);
});
test('a package that another node asks for is the same', () => {
  const moved = changed({ top: '<service name="ssh"/>', y: '<package>make</package>' });
  assert.is(diff(base, moved).state, 'same');
});
test('files and scripts change in fields, texts line by line', () => {
  const other = changed({
    x: `<package>vim</package>
<post>one
2<file name="/etc/a" perms="0600">a
B
c</file></post>`,
  });
  const result = diff(base, other);
  assert.equal(
    result.files.changed.map(({ name, fields }) => [name, fields.map(({ field }) => field)]),
    [['/etc/a', ['perms', 'text']]],
  );
  const text = renderApplianceDiffs([result]);
  assert.match(text, '~ /etc/a  x (r/nodes/x.xml:4)');
  assert.match(text, 'perms: 0644 -> 0600');
  assert.match(text, '-b');
  assert.match(text, '+B');
  assert.is(result.scripts.changed[0]!.name, 'post of x');
});
test('a script put before another changes only itself', () => {
  const posts = (texts: readonly string[]): ShortRoll =>
    changed({ y: texts.map((text) => `<post>${text}</post>`).join('\n') });
  const result = diff(posts(['b', 'c']), posts(['a', 'b', 'c']));
  assert.equal(
    [result.scripts.added.length, result.scripts.removed.length, result.scripts.changed.length],
    [1, 0, 0],
  );
});
test('services', () => {
  const [change] = diff(base, changed({ top: '<package>make</package><service name="ssh" enabled="no"/>' }))
    .services.changed;
  assert.equal(change!.fields, [{ field: 'state', before: 'enabled', after: 'disabled' }]);
});
test('a node that moves is named, the others are not', () => {
  const nodes = empty('top a b c d');
  const graph = '<edge from="top"><to>a</to><to>b</to><to>c</to><to>d</to></edge>';
  const result = diff({ nodes, graph }, { nodes, graph: `${graph}<order head="TAIL" tail="a"/>` });
  assert.equal(
    result.nodes.changed.map(({ name, fields }) => [name, fields[0]!.before, fields[0]!.after]),
    [['a', 'first', 'after top']],
  );
});
test('a whole appliance that comes', () => {
  const result = diffProfiles('top', undefined, profileOf(base));
  assert.is(result.state, 'added');
  assert.is(result.nodes.added.length, 3);
});
test.run();

const lines = suite('diffLines()');
lines('shows what is around only between changes', () => {
  assert.equal(diffLines('a\nb\nc\nd\ne', 'a\nB\nc\nD\ne'), ['-b', '+B', ' c', '-d', '+D']);
  assert.equal(diffLines('a\nb', 'a\nx\nb'), ['+x']);
  assert.equal(diffLines('same', 'same'), []);
});
lines('long texts are replaced as a whole', () => {
  const text = (mark: string): string => Array.from({ length: 2000 }, (_, at) => `${mark}${at}`).join('\n');
  assert.is(diffLines(text('a'), text('b')).length, 4000);
});
lines.run();
