import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createDisk, withMachine } from '../vm/qemu.ts';

const { iso } = findTestImages();
const LIMITS = { timeoutSeconds: 400, stallSeconds: 200 } as const;

const test = suite('a machine with a dead battery');
test('has its packages accepted', async () => {
  await withMachineFolder(async (workDir) => {
    const prepare = () => ({
      ...{ firmware: 'bios' as const, workDir, cdrom: iso },
      disks: [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }],
      extra: ['-rtc', 'base=2001-02-03T04:05:06'],
    });
    await withMachine(prepare, async ({ waitFor, console }) => {
      await waitFor(/Cairn: The clock said 2001-02-03 04:0\d:\d\d UTC, before this medium was made/, LIMITS);
      // apt has checked the signature over them
      await waitFor(/Cairn: (?:The package lists are read|FAILED)/, LIMITS);
      assert.not.match(console.text, /FAILED/);
    });
  });
});
test.run();
