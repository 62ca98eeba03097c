import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDisk, type Firmware, withMachine } from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';

const { iso } = findTestImages();
const LIMITS = { timeoutSeconds: 240, stallSeconds: 120 } as const;
/** Printed by the engine in the initrd: overlay, qjs and bundle have worked. */
const ENGINE_RAN = /Cairn: The graph is compiled.*/;

const test = suite('the image reaches the engine');
for (const firmware of ['bios', 'uefi', 'uefi-secure'] as const satisfies readonly Firmware[])
  for (const medium of ['cdrom', 'usb'] as const)
    test(`${firmware}, ${medium}`, async () => {
      await withMachineFolder(async (workDir) => {
        const prepare = () => ({
          ...{ firmware, workDir, [medium]: iso },
          disks: [{ path: createDisk(join(workDir, 'disk.img'), 8e9) }],
        });
        await withMachine(prepare, async (machine) => {
          const kernel = await machine.waitFor(/Linux version \S+/, LIMITS);
          const engine = await machine.waitFor(ENGINE_RAN, LIMITS);
          process.stdout.write(
            `   ${firmware} ${medium}: kernel ${kernel.seconds} s, engine ${engine.seconds} s\n`,
          );
          const locked = /Secure boot enabled|secureboot: Secure boot enabled/i.test(machine.console.text);
          assert.is(locked, firmware === 'uefi-secure', 'the kernel says whether Secure Boot is on');
        });
      });
    });
test.run();
