import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mapLimited } from '../../../builder/io/mod.ts';

const test = suite('mapLimited()');

test('never more at a time than allowed, results in the order of the items', async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimited([5, 1, 3, 2], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turns = 0; turns < item; turns += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  assert.equal(results, [50, 10, 30, 20]);
  assert.is(most, 2);
});

test.run();
