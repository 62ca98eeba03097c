// Time limit: 240 minutes
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logIn, type Session } from '../install/session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from '../install/site-stick.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { limitsFor } from '../vm/models.ts';
import { printPhases } from '../vm/phases.ts';
import { createDisk, type MachineOptions, withMachine } from '../vm/qemu.ts';
import { fromImage, prepareKernel } from './raid-machine.ts';

const { platform } = findTestImages();
const INSTALL = limitsFor(platform.name, { timeoutSeconds: 3600, stallSeconds: 1200 });
const END = limitsFor(platform.name, { timeoutSeconds: 600, stallSeconds: 600 });

const test = suite('a frontend on two disks');

test('starts with either of them alone, by BIOS and by UEFI', async () => {
  await withMachineFolder(async (folder) => {
    const paths = ['a', 'b'].map((name) => join(folder, `${name}.img`));
    const stick = createSiteStick(folder, renderSite(createKeyPair(folder).publicKey));
    const workDir = (name: string): string => {
      mkdirSync(join(folder, name), { recursive: true });
      return join(folder, name);
    };
    const kernel = prepareKernel(folder);
    const prepare = (): MachineOptions => {
      const disks = paths.map((path) => ({ path: createDisk(path, 10 * 2 ** 30) }));
      return { ...fromImage(workDir('install'), kernel, disks, ''), sticks: [stick] };
    };
    await withMachine(prepare, async (machine) => {
      await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
      const { seconds } = await machine.waitForEnd(END);
      printPhases(machine, `${seconds.toFixed(0)} s from power-on to the restart`);
      assert.not.match(machine.console.text, /Cairn: FAILED/);
      assert.match(machine.console.text, /Cairn: Firmware will find each of 2 disks/);
    });
    // Each start is from the disks as the installation left them: a disk that ran alone differs from the other
    const start = async (
      name: string,
      firmware: 'bios' | 'uefi-secure',
      names: readonly string[],
      work: (session: Session) => Promise<void>,
    ) => {
      const disks = names.map((disk) => {
        const path = join(workDir(name), `${disk}.img`);
        execFileSync('cp', ['--sparse=always', '--reflink=auto', join(folder, `${disk}.img`), path]);
        return { path };
      });
      const options = { platform: platform.name, firmware, workDir: workDir(name), disks } as const;
      await withMachine(
        () => options,
        async (machine) => {
          const session = await logIn(machine, 'root', PASSWORD, platform.name);
          process.stdout.write(
            `   ${name}: logged in ${machine.console.seconds().toFixed(0)} s after power-on\n`,
          );
          await work(session);
        },
      );
    };
    const isWhole = async ({ must }: Session): Promise<void> => {
      await must('mountpoint / && mountpoint /state && mountpoint /boot/efi && swapon --show');
      assert.is(await must('systemctl --failed --no-legend | wc -l'), '0');
    };
    await start('b-alone', 'bios', ['b'], async (session) => {
      process.stdout.write(`${await session.must('cat /proc/mdstat')}\n`);
      assert.match(await session.must('cat /proc/mdstat'), /\[U_\]|\[_U\]/);
      await isWhole(session);
    });
    await start('a-alone', 'uefi-secure', ['a'], async (session) => {
      assert.match(await session.must('cat /proc/mdstat'), /\[U_\]|\[_U\]/);
      await isWhole(session);
    });
    await start('b-uefi', 'uefi-secure', ['b'], isWhole);
    await start('both', 'bios', ['a', 'b'], async (session) => {
      assert.match(await session.must('cat /proc/mdstat'), /\[UU\]/);
      await isWhole(session);
      await session.must('touch /boot/efi/EFI/new-loader && dpkg --configure -a');
      const other =
        'd=$(mktemp -d); mount "$(blkid -c /dev/null -t UUID="$(findmnt -no UUID /boot/efi)" -o device | grep -v "$(findmnt -no SOURCE /boot/efi)")" $d; ls $d/EFI; umount $d';
      assert.match(await session.must(other), /new-loader/);
    });
  });
});

test.run();
