import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import { createDisk, withMachine } from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from './images.ts';

const { iso, platform } = findTestImages();
const LIMITS = limitsFor(platform.name, { timeoutSeconds: 300, stallSeconds: 150 });

const test = suite(`the ${platform.name} image installs by itself until the disk is partitioned`);
for (const { firmware, medium, bus } of [
  { firmware: platform.bios === undefined ? 'uefi' : 'bios', medium: 'cdrom', bus: 'virtio' },
  { firmware: 'uefi-secure', medium: 'usb', bus: 'nvme' },
] as const)
  test(`${firmware}, ${medium}, ${bus} disk`, async () => {
    await withMachineFolder(async (workDir) => {
      const prepare = () => ({
        ...{ platform: platform.name, firmware, workDir, [medium]: iso },
        disks: [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30), bus }],
      });
      await withMachine(prepare, async (machine) => {
        const kernel = await machine.waitFor(/Linux version \S+/, LIMITS);
        const engine = await machine.waitFor(/Cairn: The graph is compiled.*/, LIMITS);
        const disk = await machine.waitFor(/Cairn: (?:The disk is partitioned|FAILED)/, LIMITS);
        process.stdout.write(
          `   ${firmware} ${medium}: kernel ${kernel.seconds} s, engine ${engine.seconds} s, disk ${disk.seconds} s\n`,
        );
        assert.not.match(machine.console.text, /Cairn: FAILED/);
        assert.match(machine.console.text, /create {2}\/dev\/\S+ {2}cairn-root .* ext4 {2}\//);
        await machine.waitFor(/Cairn: Unpacking the base system/, LIMITS);
        const locked = /Secure boot enabled|secureboot: Secure boot enabled/i.test(machine.console.text);
        assert.is(locked, firmware === 'uefi-secure', 'the kernel says whether Secure Boot is on');
      });
    });
  });
test.run();
