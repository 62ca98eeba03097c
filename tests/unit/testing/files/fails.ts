import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('a suite that fails');
test('is right', () => {});
test('is wrong', () => assert.is(1, 2));
test.run();
