// Time limit: 10 minutes
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killBuilds } from './kill-builds.ts';

// A build that is killed leaves nothing that a later one could take for whole: neither in the output nor in the cache.
// `scripts/bench --kills 50` does it more often.

const test = suite('a build that is killed at any moment');

test('is followed by one that makes the identical image', async () => {
  const kills = await killBuilds(2, Math.random);
  assert.equal(
    kills.map(({ isCold }) => isCold),
    [true, false],
  );
  assert.equal(
    kills.filter(({ isSame }) => !isSame),
    [],
  );
});

test.run();
