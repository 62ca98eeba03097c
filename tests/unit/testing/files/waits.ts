import { suite } from 'uvu';

const test = suite('a suite that waits');
test('for nothing', () => new Promise(() => {}));
test.run();
