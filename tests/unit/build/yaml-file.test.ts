import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  exactObject,
  flag,
  integer,
  line,
  list,
  parseYamlFile,
  text,
} from '../../../builder/model/files/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';

const shape = exactObject({
  name: line,
  items: list(exactObject({ size: integer(1, 9), on: flag })),
  note: text,
});
const good = 'name: 1.20\nitems:\n  - { size: 3, on: true }\nnote: no\n';

const test = suite('parseYamlFile()');

test('keeps scalars as they are written', () => {
  const { value } = parseYamlFile(good, 'x.yaml', shape);
  assert.equal(value, { name: '1.20', items: [{ size: 3, on: true }], note: 'no' });
});

test('finds everything in one run, with places, in the order of the file', () => {
  const wrong = 'nmae: a\nitems:\n  - size: 30\n    on: maybe\n    off: x\nnote: [a]\nextra: 1\n';
  const { value, problems } = parseYamlFile(wrong, 'x.yaml', shape);
  assert.is(value, undefined);
  assert.equal(problems.map(formatProblem), [
    'x.yaml:1:1: error: Unknown key "nmae" [YAML_KEY_UNKNOWN]\n  Did you mean "name"?',
    'x.yaml:1:1: error: Missing key "name" [YAML_VALUE]',
    'x.yaml:3:11: error: Expected a whole number from 1 to 9, found "30" in "items.0.size" [YAML_VALUE]',
    'x.yaml:4:9: error: Expected true or false, found "maybe" in "items.0.on" [YAML_VALUE]',
    'x.yaml:5:5: error: Unknown key "off" in "items.0" [YAML_KEY_UNKNOWN]\n  Known keys: size, on',
    'x.yaml:6:7: error: Expected text, found a list in "note" [YAML_VALUE]',
    'x.yaml:7:1: error: Unknown key "extra" [YAML_KEY_UNKNOWN]\n  Known keys: name, items, note',
  ]);
});

test('reports a key given twice', () => {
  const { problems } = parseYamlFile(`${good}name: b\n`, 'x.yaml', shape);
  assert.equal(problems[0]?.place, { file: 'x.yaml', line: 5, column: 1 });
  assert.is(problems[0]?.code, 'YAML_SYNTAX');
});

test('an empty file lacks every key', () => {
  const { problems } = parseYamlFile('', 'x.yaml', shape);
  assert.is(problems.length, 3);
  assert.ok(problems.every((problem) => problem.place?.line === 1));
});

test('a list where keys belong is said so', () => {
  const { problems } = parseYamlFile('- a\n', 'x.yaml', shape);
  assert.match(problems[0]?.message ?? '', 'Expected keys and values, found a list');
});

test('keys of Object.prototype are unknown keys', () => {
  const { problems } = parseYamlFile(`${good}__proto__: {a: b}\nconstructor: x\n`, 'x.yaml', shape);
  assert.equal(
    problems.map((problem) => problem.code),
    ['YAML_KEY_UNKNOWN', 'YAML_KEY_UNKNOWN'],
  );
});

test('survives nesting, expansion and size', () => {
  const deep = parseYamlFile(`a: ${'['.repeat(50_000)}`, 'x.yaml', shape);
  assert.is(deep.problems[0]?.code, 'YAML_SYNTAX');
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair])) {
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`);
  }
  assert.is(parseYamlFile(bomb.join('\n'), 'x.yaml', shape).problems[0]?.code, 'YAML_SYNTAX');
  assert.is(parseYamlFile('x'.repeat(2 << 20), 'x.yaml', shape).problems[0]?.code, 'YAML_SYNTAX');
});

test('tells where a value is written', () => {
  const { placeOf } = parseYamlFile(good, 'x.yaml', shape);
  assert.equal(placeOf('items', 0, 'on'), { file: 'x.yaml', line: 3, column: 20 });
  assert.equal(placeOf('items', 7), { file: 'x.yaml', line: 3, column: 3 });
});

test.run();
