import { suite } from 'uvu';

const test = suite('a suite that hangs');
test('begins', () => {});
test('spins', () => {
  for (;;);
});
test.run();
