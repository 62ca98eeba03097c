import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import { createDisk, type Machine, type MachineOptions, withMachine } from '../../builder/try/qemu/qemu.ts';
import { logIn, type Session } from '../install/session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from '../install/site-stick.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';
import { fromImage, prepareKernel } from './raid-machine.ts';

const { platform } = findTestImages();
const INSTALL = limitsFor(platform.name, { timeoutSeconds: 3600, stallSeconds: 1500 });
const END = limitsFor(platform.name, { timeoutSeconds: 600, stallSeconds: 600 });
/** A system waits for a disk that is gone, in silence: 30 s for each array, in the initial RAM disk and after it. */
const LOGIN = { timeoutSeconds: 900, stallSeconds: 450 } as const;
const KEY = '0123456789abcdef0123456789abcdef';
const GIB = 2 ** 30;
const SIZES: Readonly<Record<string, number>> = { a: 5, b: 5, c: 1, d: 1, e: 1 };

const test = suite('a system on two disks, with data on three others');

test('starts with either of the two alone, by BIOS and by UEFI, and with two of the three', async () => {
  await withMachineFolder(async (folder) => {
    const kernel = prepareKernel(folder);
    const image = (name: string): string => join(folder, `${name}.img`);
    const stick = createSiteStick(folder, renderSite(createKeyPair(folder).publicKey));
    const prepare = (): MachineOptions => {
      const disks = Object.entries(SIZES).map(([name, gib]) => ({
        path: createDisk(image(name), gib * GIB),
      }));
      const words = `cairn.appliance=vault cairn.set.vault_key=${KEY}`;
      return { ...fromImage(join(folder, 'install'), kernel, disks, words), sticks: [stick] };
    };
    await withMachine(prepare, async (machine) => {
      await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
      const { seconds } = await machine.waitForEnd(END);
      printPhases(machine, `${seconds.toFixed(0)} s from power-on to the restart`);
      assert.not.match(machine.console.text, /Cairn: FAILED/);
      assert.match(machine.console.text, /Cairn: Firmware will find each of 2 disks/);
    });
    // Each start is from copies: a disk that ran alone differs from the other
    const start = async (
      firmware: 'bios' | 'uefi-secure',
      names: string,
      image: (name: string) => string,
      work: (session: Session, machine: Machine) => Promise<void>,
    ): Promise<void> => {
      const workDir = join(folder, names);
      mkdirSync(workDir);
      const disks = names.split('').map((name) => {
        const path = join(workDir, `${name}.img`);
        execFileSync('cp', ['--sparse=always', '--reflink=auto', image(name), path]);
        return { path };
      });
      const options: MachineOptions = { platform: platform.name, firmware, workDir, disks };
      await withMachine(
        () => options,
        async (machine) => {
          const session = await logIn(machine, 'root', PASSWORD, platform.name, LOGIN);
          const seconds = machine.console.seconds().toFixed(0);
          process.stdout.write(`   ${firmware} with ${names}: logged in ${seconds} s after power-on\n`);
          await session.must(
            'for place in / /boot/efi /state /srv/fast /srv/sealed; do mountpoint $place; done',
          );
          process.stdout.write(`${await session.must('cat /proc/mdstat; lsblk -o NAME,TYPE,MOUNTPOINTS')}\n`);
          assert.is(await session.must('systemctl --failed --no-legend | wc -l'), '0');
          await work(session, machine);
        },
      );
    };
    const stateOf = async ({ must }: Session, array: string): Promise<string> =>
      must(`mdadm --detail /dev/md/${array} | sed -n 's/^ *Active Devices : //p'`);
    await start('bios', 'abcde', image, async (session, machine) => {
      assert.is(await stateOf(session, 'cairn-root'), '2');
      assert.is(await session.must("stat -c '%a %U' /etc/cairn/keys/state-sealed"), '400 root');
      // A new boot loader reaches both disks
      await session.must('touch /boot/efi/EFI/new-loader && dpkg --configure -a');
      const copies = 'blkid -c /dev/null -t UUID="$(findmnt -no UUID /boot/efi)" -o device';
      const others = await session.must(
        `for each in $(${copies}); do umount -q /mnt; mount $each /mnt; ls /mnt/EFI; done; umount /mnt`,
      );
      assert.is(others.match(/new-loader/g)?.length, 2, others);
      // Whatever is not filled yet cannot do without a disk
      const isFilled = `timeout 200 sh -c 'while grep -qE "resync|recovery" /proc/mdstat; do sleep 2; done'`;
      for (let round = 0; (await session.ask(isFilled)).status !== 0; round += 1)
        assert.ok(round < 5, 'the arrays are filled');
      machine.send('systemctl poweroff\r');
      await machine.waitForEnd(END);
    });
    const filled = (name: string): string => join(folder, 'abcde', `${name}.img`);
    await start('bios', 'bcde', filled, async (session) => {
      assert.is(await stateOf(session, 'cairn-root'), '1');
      assert.is(await stateOf(session, 'state-bulk'), '3');
    });
    await start('uefi-secure', 'ade', filled, async (session) => {
      assert.is(await stateOf(session, 'cairn-root'), '1');
      assert.is(await stateOf(session, 'state-bulk'), '2');
    });
  });
});

test.run();
