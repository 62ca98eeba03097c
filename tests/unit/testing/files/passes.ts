import { suite } from 'uvu';

const test = suite('one suite');
test('first', () => console.log('said by the first test'));
test('second', () => {});
test.skip('third', () => {});
test.run();
