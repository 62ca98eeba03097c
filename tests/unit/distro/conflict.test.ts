import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findMinimalConflict } from '../../../builder/distro/closure/minimal-conflict.ts';
import type { OwnPackage } from '../../../builder/distro/mod.ts';
import { mergeOwnPackages } from '../../../builder/distro/repository/roll-debs.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('conflicts');

test('findMinimalConflict() finds one culprit among many with few tests', async () => {
  const items = Array.from({ length: 500 }, (_, i) => i);
  let tests = 0;
  const found = await findMinimalConflict(items, async (some) => {
    tests += 1;
    return some.includes(321);
  });
  assert.equal(found, [321]);
  assert.ok(tests < 40, `${tests} tests`);
});

test('findMinimalConflict() finds two that exclude each other', async () => {
  const fails = async (some: readonly number[]) => some.includes(3) && some.includes(90);
  assert.equal(
    await findMinimalConflict(
      Array.from({ length: 100 }, (_, i) => i),
      fails,
    ),
    [3, 90],
  );
});

test('findMinimalConflict() finds nothing when all works or nothing does', async () => {
  assert.equal(await findMinimalConflict([1, 2], async () => false), []);
  assert.equal(await findMinimalConflict([1, 2], async () => true), []);
});

function own(roll: string, version: string, sha256: string): OwnPackage {
  const stanza = new Map([['Package', 'tool']]);
  const file = `${roll}/tool.deb`;
  return {
    roll,
    file,
    name: 'tool',
    version,
    arch: 'all',
    sizeBytes: 1,
    sha256,
    path: '',
    suite: '',
    component: '',
    stanza,
  };
}

test('mergeOwnPackages() keeps the newest, whatever the order', () => {
  const packages = [own('a', '1.9', '1'), own('b', '1.10', '2'), own('c', '1.10~rc1', '3')];
  assert.equal(
    mergeOwnPackages(packages).map((item) => item.roll),
    ['b'],
  );
  assert.equal(
    mergeOwnPackages([...packages].reverse()).map((item) => item.roll),
    ['b'],
  );
  assert.is(
    mergeOwnPackages([own('a', '1', '1'), own('b', '1', '1')]).length,
    1,
    'the same file twice is one package',
  );
});

test('mergeOwnPackages() names both rolls that disagree about one version', () => {
  assert.throws(
    () => mergeOwnPackages([own('a', '1', '1'), own('b', '1', '2')]),
    (error: BuildError) =>
      error.code === 'PACKAGE_CONFLICT' &&
      error.problems.length === 1 &&
      error.message.includes('Rolls "a" and "b" bring package "tool" 1'),
  );
});

test.run();
