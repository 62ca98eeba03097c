import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createDisk,
  type MachineDisk,
  type MachineOptions,
  withMachine,
} from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';
import { checkNamedFromTheStart } from './frontend-checks.ts';
import { logIn } from './session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from './site-stick.ts';

const { iso } = findTestImages();
const INSTALL = { timeoutSeconds: 1500, stallSeconds: 600 } as const;

const test = suite('an NVMe disk with 4096-byte sectors');
test('is installed on and starts by UEFI', async () => {
  await withMachineFolder(async (folder) => {
    const disk: MachineDisk = {
      path: createDisk(join(folder, 'disk.img'), 12 * 2 ** 30),
      bus: 'nvme',
      sectorBytes: 4096,
    };
    const machineIn = (name: string): MachineOptions => {
      const workDir = join(folder, name);
      mkdirSync(workDir, { recursive: true });
      return { firmware: 'uefi', workDir, disks: [disk] };
    };
    const stick = createSiteStick(folder, renderSite(createKeyPair(folder).publicKey));
    await withMachine(
      () => ({ ...machineIn('install'), cdrom: iso, sticks: [stick] }),
      async (machine) => {
        await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
        await machine.waitForEnd({ timeoutSeconds: 120 });
        printPhases(machine, '4096-byte sectors');
        assert.not.match(machine.console.text, /Cairn: FAILED/);
        assert.match(machine.console.text, /Cairn: Firmware will find the disk/);
      },
    );
    await withMachine(
      () => machineIn('boot'),
      async (machine) => {
        const session = await logIn(machine, 'root', PASSWORD);
        await checkNamedFromTheStart(session);
        assert.is(await session.must('blockdev --getss /dev/nvme0n1'), '4096');
        assert.match(await session.must('findmnt -no FSTYPE,SIZE /boot/efi'), /^vfat +5\d\d(?:\.\d)?M$/);
        await session.must('umount /boot/efi && fsck.fat -n /dev/disk/by-partlabel/cairn-efi');
        machine.send('systemctl poweroff\r');
        await machine.waitForEnd({ timeoutSeconds: 180 });
      },
    );
  });
});
test.run();
