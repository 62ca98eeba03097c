import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseOptions } from '../../../builder/render/options/parse-options.ts';

const parse = (text: string): unknown => {
  const parsed = parseOptions(text);
  return parsed === undefined ? undefined : [Object.fromEntries(parsed.options), parsed.words];
};
const test = suite("options in kickstart's manner");

test('options with and without a value, and words', () => {
  assert.equal(parse(' --Name=ann  a\n--flag b=c '), [{ name: 'ann', flag: '' }, ['a', 'b=c']]);
  assert.equal(parse(''), [{}, []]);
});

test('quotes keep blanks together, the other quotes inside them are signs', () => {
  assert.equal(parse(`--a="b c" 'd "e"' "f 'g'" h" "i`), [{ a: 'b c' }, ['d "e"', "f 'g'", 'h i']]);
  assert.equal(parse('"" x'), [{}, ['', 'x']]);
});

test('a backslash protects the sign after it, in quotes too', () => {
  assert.equal(parse(String.raw`--a="x \"y\" \\" b\ c '\'' d\ `), [
    { a: String.raw`x "y" \ `.trimEnd() },
    ['b c', "'", 'd '],
  ]);
});

test('a quote without end is none', () => {
  for (const text of ['"', "a 'b", '--x="y']) assert.is(parse(text), undefined, text);
});

test.run();
