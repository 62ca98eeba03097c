import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findNearestName } from '../../../builder/model/mod.ts';

const test = suite('names that may have been meant');

test('a slip of the pen is close', () => {
  for (const [name, meant] of [
    ['compte', 'compute'],
    ['slurm-cleint', 'slurm-client'],
    ['Compute', 'compute'],
    ['postgres-server', 'postgres-servers'],
  ]) {
    assert.is(findNearestName(name!, ['other', meant!]), meant);
  }
});

test('another word is not, however long the words are that both have', () => {
  for (const [name, other] of [
    ['boost-common', 'beast-common'],
    ['foundation-client', 'foundation-base'],
    ['rocks-ekv-compute', 'rocks-java-compute'],
  ]) {
    assert.is(findNearestName(name!, [other!]), undefined);
  }
});

test.run();
