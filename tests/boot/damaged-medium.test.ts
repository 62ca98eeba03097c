import { statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDisk, type Firmware, type Machine, withMachine } from '../../builder/try/qemu/qemu.ts';
import { createKeyPair, createSiteStick, renderSite } from '../install/site-stick.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { damageImage, placeInImage } from './damage-image.ts';

const { iso } = findTestImages();
const LIMITS = { timeoutSeconds: 600, stallSeconds: 300 } as const;
const DOWN = '\x1b[B';

const test = suite('a medium that is damaged');
for (const [what, place, said] of [
  [
    'the base system',
    () => placeInImage(iso, '/cairn/base.tar.zst') + 1_000_000,
    /The medium is damaged: cairn\/base\.tar\.zst/,
  ],
  [
    'what only a frontend copies',
    () => placeInImage(iso, '/cairn/recipe.yaml') + 10,
    /The medium is damaged: cairn\/recipe\.yaml/,
  ],
  [
    'the list of the release',
    () => placeInImage(iso, '/cairn/release.list') + 100,
    /is not the list that this installer was made with/,
  ],
] as const)
  test(`${what}: the installation ends before anything is written`, async () => {
    await withMachineFolder(async (workDir) => {
      const disk = createDisk(join(workDir, 'disk.img'), 12 * 2 ** 30);
      const stick = createSiteStick(workDir, renderSite(createKeyPair(workDir).publicKey));
      const cdrom = damageImage(iso, workDir, place());
      await withMachine(
        () => ({ firmware: 'bios', workDir, cdrom, disks: [{ path: disk }], sticks: [stick] }),
        async (machine) => {
          await machine.waitFor(/Cairn: FAILED/, LIMITS);
          await machine.waitFor(said, LIMITS);
          assert.not.match(machine.console.text, /The disk is partitioned/);
        },
      );
      assert.is(statSync(disk).blocks, 0, 'no block of the disk was written');
    });
  });

async function chooseCheck(machine: Machine): Promise<void> {
  await machine.waitFor(/Check this medium/, LIMITS);
  for (let step = 0; step < 3; step += 1) {
    machine.send(DOWN);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  machine.send('\r');
}
const menu = suite('"Check this medium"');
for (const firmware of ['bios', 'uefi'] as const satisfies readonly Firmware[])
  for (const medium of ['cdrom', 'usb'] as const) {
    menu(`${firmware}, ${medium}: a whole one is right`, async () => {
      await withMachineFolder((workDir) =>
        withMachine(
          () => ({ firmware, workDir, [medium]: iso }),
          async (machine) => {
            await chooseCheck(machine);
            await machine.waitFor(/\[#{10}\.{10}\] {2}50 %/, LIMITS);
            await machine.waitFor(/THE MEDIUM IS RIGHT: each of its \d+ bytes/, LIMITS);
            machine.send('\r');
            await machine.waitForEnd({ timeoutSeconds: 60 });
          },
        ),
      );
    });
    menu(`${firmware}, ${medium}: one bit outside of the release is found`, async () => {
      await withMachineFolder(async (workDir) => {
        const damaged = damageImage(iso, workDir, placeInImage(iso, '/.disk/info'));
        await withMachine(
          () => ({ firmware, workDir, [medium]: damaged }),
          async (machine) => {
            await chooseCheck(machine);
            await machine.waitFor(/Cairn: FAILED/, LIMITS);
            await machine.waitFor(/The medium is damaged, though each of its files is right/, LIMITS);
          },
        );
      });
    });
  }
test.run();
menu.run();
