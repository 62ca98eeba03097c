import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDiskWish } from '../../../builder/cli/build/disk-wish.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const test = suite('what cairn build --disk is asked for');

test('is a frontend unless another appliance is named, in each format once, of whole MiB', () => {
  assert.is(readDiskWish({ disk: [] }), undefined);
  assert.equal(readDiskWish({ disk: ['raw'] }), {
    appliance: 'frontend',
    formats: ['raw'],
    sizeBytes: undefined,
  });
  assert.equal(readDiskWish({ disk: ['vmdk', 'qcow2', 'vmdk'], appliance: 'login', diskSize: '64GB' }), {
    appliance: 'login',
    formats: ['vmdk', 'qcow2'],
    sizeBytes: 61_035 * 2 ** 20,
  });
});

test('is refused where it makes no sense', () => {
  const messages = [
    { disk: ['vdi'] },
    { disk: ['raw'], diskSize: 'huge' },
    { disk: [], appliance: 'login' },
    { disk: [], diskSize: '64GiB' },
  ].map((words) => {
    try {
      return String(readDiskWish(words));
    } catch (error) {
      assert.ok(error instanceof BuildError && error.code === 'USAGE');
      return error.problems[0]!.message;
    }
  });
  assert.equal(messages, [
    'Disk format "vdi" is unknown',
    '"huge" after --disk-size is no size',
    '--appliance is about a sealed disk',
    '--disk-size is about a sealed disk',
  ]);
});

test.run();
