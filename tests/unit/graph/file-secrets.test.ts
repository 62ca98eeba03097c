import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, parseGraph, traverse } from '../../../builder/graph/mod.ts';

const test = suite('secrets in files');

/** Lines of FILE_SECRET findings about the content of a `<post>`. */
function linesOf(post: string, attributes = '', lenient = false): readonly string[] {
  const files = [
    { path: 'graphs/g.xml', text: '<graph><edge from="n" to="m"/></graph>' },
    { path: 'nodes/m.xml', text: '<node/>' },
    { path: 'nodes/n.xml', text: `<node><post ${attributes}>\n${post}\n</post></node>` },
  ];
  const roll = { name: 'r', lenient, appliances: { n: { node: 'n' } }, files };
  const declared = { key: { secret: true }, open: { default: 'x' } };
  const graph = parseGraph({ format: 1, rolls: [{ ...roll, attributes: declared }] });
  return [undefined, 'hunter2'].map((key) => {
    const machine = attributesOfMachine(graph, 'n', key === undefined ? {} : { key });
    const { problems } = traverse(graph, machine, 'n', { allowUnanswered: true });
    return problems
      .filter(({ code }) => code === 'FILE_SECRET')
      .map(({ severity, place }) => `${severity} ${place?.line}`)
      .join();
  });
}

for (const perms of [
  '0600',
  '600',
  '0400',
  '0640',
  '4710',
  'u=rw,go=',
  'o-r',
  'go-rwx',
  'a=,u+r',
  'u=r,g=r,o=',
])
  test(`perms="${perms}" are private`, () => {
    assert.equal(linesOf(`<file name="/f" perms="${perms}">&key;</file>`), ['', '']);
  });

for (const perms of ['', '0644', '0604', '755', 'u=rw', 'a+r', 'o=r', 'go-w', '+x', 'o-r,a+r'])
  test(`perms="${perms}" are not`, () => {
    assert.equal(linesOf(`<file name="/f" perms="${perms}">a\n&key;</file>`), ['error 3', 'error 3']);
  });

test('the permissions of an earlier tag count, also for what is added', () => {
  const first = '<file name="/f" perms="0600">a</file>';
  assert.equal(linesOf(`${first}<file name="/f" mode="append">&key;</file>`), ['', '']);
  assert.equal(linesOf('<file name="/f" mode="append">&key;</file>'), ['error 2', 'error 2']);
});

test('a value that the shell puts there is one too', () => {
  const file = (more: string, text: string) => `\n<file name="/f" ${more}>${text}</file>`;
  assert.equal(linesOf(file('vars="expanded"', '$key'), 'env="key"'), ['error 3', 'error 3']);
  assert.equal(linesOf(file('expr="echo $key;"', ''), 'env="key"'), ['error 3', 'error 3']);
  assert.equal(linesOf(file('', '$key'), 'env="key"'), ['', '']);
  assert.equal(linesOf(file('vars="expanded"', '$keys $open'), 'env="key open"'), ['', '']);
  assert.equal(linesOf(file('vars="expanded" perms="0600"', '$key'), 'env="key"'), ['', '']);
});

test('of an imported roll it is a warning, and other values may be read', () => {
  assert.equal(linesOf('<file name="/f">&key;</file>', '', true), ['warning 2', 'warning 2']);
  assert.equal(linesOf('<file name="/f">&open;</file>'), ['', '']);
});

test.run();
