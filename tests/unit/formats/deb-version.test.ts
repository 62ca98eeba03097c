import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareDebianVersions, parseDebianVersion } from '../../../builder/formats/deb-version.ts';

const test = suite('Debian versions');

test('parseDebianVersion() splits at the first colon and the last dash', () => {
  assert.equal(parseDebianVersion('2:1.0-a-3'), { epoch: 2, upstream: '1.0-a', revision: '3' });
  assert.equal(parseDebianVersion('1.0'), { epoch: 0, upstream: '1.0', revision: '' });
  assert.equal(parseDebianVersion('a:1'), { epoch: 0, upstream: 'a:1', revision: '' });
});

/** Each list in rising order. */
const rising = [
  ['0~~', '0~', '0', '0a', '0+', '1'],
  [
    '1.0~rc1-1',
    '1.0-1',
    '1.0-1+b1',
    '1.0-1+b2',
    '1.0-1+deb13u1',
    '1.0-2',
    '1.0a-1',
    '1.0.1-1',
    '1.10-1',
    '1:0.1-1',
  ],
  ['6.12.9-1', '6.12.90-1', '6.12.107-1'],
  ['99999999999999999998', '99999999999999999999'],
];
for (const list of rising) {
  test(`compareDebianVersions(): ${list.join(' < ')}`, () => {
    for (let i = 0; i < list.length; i += 1) {
      for (let j = 0; j < list.length; j += 1) {
        const expected = Math.sign(i - j);
        assert.is(
          Math.sign(compareDebianVersions(list[i]!, list[j]!)),
          expected,
          `${list[i]} and ${list[j]}`,
        );
      }
    }
  });
}

test('equal in value is equal', () => {
  assert.is(compareDebianVersions('1.007-1', '1.7-1'), 0);
  assert.is(compareDebianVersions('0:1', '1'), 0);
  assert.is(compareDebianVersions('1', '1-0'), 0);
});

test.run();
