import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSize } from '../../../builder/model/mod.ts';

const test = suite('parseSize()');
for (const [text, bytes] of [
  ['64GB', 64e9],
  ['4.4 TB', 4.4e12],
  ['16GiB', 16 * 2 ** 30],
  ['0.5KiB', 512],
  ['700mb', 700e6],
  [' 3 b ', 3],
  ['12', undefined],
  ['GB', undefined],
  ['', undefined],
  ['1e3GB', undefined],
  ['-1GB', undefined],
  ['5constructor', undefined],
] as const) {
  test(`"${text}"`, () => assert.is(parseSize(text), bytes));
}

test('a number alone has the unit that its place gives it', () => {
  assert.is(parseSize('1024', 'MiB'), 2 ** 30);
  assert.is(parseSize('1.5', 'MiB'), 1.5 * 2 ** 20);
  assert.is(parseSize('8GB', 'MiB'), 8e9);
  assert.is(parseSize('', 'MiB'), undefined);
});
test.run();
