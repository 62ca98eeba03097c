import { suite } from 'uvu';

const test = suite('a suite that stays open');
test('passes', () => void setInterval(() => {}, 1000));
test.run();
