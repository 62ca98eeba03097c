import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: directives that the installer does not carry out');

test('and file systems that it does not make are refused, each in its line', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'raid.yaml'));
  assert.equal(
    errors.map((error) => error.replace(/ of node.*| \|.*/, '')),
    [
      'raid/nodes/x.xml:2: error: Cannot honour <raid>',
      'raid/nodes/x.xml:3: error: Unknown file system "btrfs": the installer makes ext4, xfs and vfat [STORAGE_SCHEME]',
      'raid/nodes/x.xml:4: error: Cannot honour <network>',
      'raid/nodes/x.xml:5: error: Cannot honour <firewall>',
    ],
  );
});

test.run();
