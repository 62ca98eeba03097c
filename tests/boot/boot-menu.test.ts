import { suite } from 'uvu';
import { type Firmware, type Machine, withMachine } from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createInstalledDisk, LOCAL_DISK_MARKER } from '../vm/local-disk.ts';

const images = findTestImages();
const { iso } = images;
const LIMITS = { timeoutSeconds: 120, stallSeconds: 60 } as const;
const DOWN = '\x1b[B';
const FIRMWARES = ['bios', 'uefi', 'uefi-secure'] as const satisfies readonly Firmware[];

/** Chooses the entry that is `down` below the first, by keys on the serial console alone. */
async function choose(machine: Machine, down: number): Promise<void> {
  await machine.waitFor(/Boot from disk/, LIMITS);
  for (let step = 0; step < down; step += 1) {
    machine.send(DOWN);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  machine.send('\r');
}

const test = suite('the menu by keys on the serial console');
for (const [down, argument, then] of [
  [1, 'cairn.questions=1', 'Press Enter to answer them on this console'],
  [2, 'cairn.action=rescue', 'Cairn rescue shell.'],
  [3, 'cairn.action=check', 'Cairn: Checking the medium'],
] as const)
  for (const firmware of ['bios', 'uefi'] as const)
    test(`${firmware}: entry ${down + 1} gives the kernel ${argument}`, async () => {
      await withMachineFolder((workDir) =>
        withMachine(
          () => ({ firmware, workDir, cdrom: iso }),
          async (machine) => {
            await choose(machine, down);
            await machine.waitFor(new RegExp(`Kernel command line: .*${argument}`), LIMITS);
            await machine.waitFor(then, LIMITS);
            if (down !== 2) return;
            machine.send('blkid --version; echo shell-$((40 + 2))\r');
            await machine.waitFor(/blkid from util-linux/, LIMITS);
            await machine.waitFor('shell-42', LIMITS);
          },
        ),
      );
    });
for (const firmware of FIRMWARES)
  for (const medium of ['cdrom', 'usb'] as const)
    test(`${firmware}, ${medium}: the last entry starts the disk`, async () => {
      await withMachineFolder((workDir) =>
        withMachine(
          () => ({
            ...{ firmware, workDir, [medium]: iso },
            disks: [{ path: createInstalledDisk(workDir, firmware, images) }],
          }),
          async (machine) => {
            await choose(machine, 4);
            await machine.waitFor(LOCAL_DISK_MARKER, LIMITS);
          },
        ),
      );
    });
test.run();
