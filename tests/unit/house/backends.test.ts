import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listImports } from './read-house.ts';

const test = suite('installer back-ends');

test('are known by name to their list, and to the program that runs in their installer', () => {
  const naming = listImports()
    .filter(({ file, target }) => /^backends\/\w+\//.test(target) && !/^backends\/\w+\//.test(file))
    .map(({ file }) => file);
  assert.equal([...new Set(naming)].sort(), ['backends/mod.ts', 'boot/answers/compile.ts']);
});

test.run();
