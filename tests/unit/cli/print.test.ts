import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderJson } from '../../../builder/cli/terminal/report.ts';

const test = suite('renderJson()');

for (const value of [
  {},
  { a: 1, b: undefined, c: null, d: 'line\nbreak' },
  { list: [], one: [1], many: [{ x: [1, { y: 2 }], z: 'a\nb' }, [], {}, null], nested: { list: [1, 2] } },
]) {
  test(`is what JSON.stringify() gives: ${JSON.stringify(value)}`, () => {
    assert.is([...renderJson(value)].join(''), `${JSON.stringify(value, undefined, 2)}\n`);
  });
}

test.run();
