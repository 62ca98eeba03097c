import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDisk, type MachineDisk, withMachine } from '../../builder/try/qemu/qemu.ts';
import { withMachineFolder } from '../vm/images.ts';
import { fromImage, LIMITS, openShell, prepareKernel } from './raid-machine.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const INSTALL = `cairn.appliance=vault cairn.set.vault_key=${KEY}`;
const GIB = 2 ** 30;

/** Assembles what the appliance "vault" keeps, from members wherever they are. */
const OPEN = [
  'for module in raid1 raid456 dm-mod dm-crypt xfs; do modprobe $module; done',
  'mdadm --assemble /dev/md1 --run $(blkid -t PARTLABEL=state-data -o device)',
  'mdadm --assemble /dev/md2 --run $(blkid -t PARTLABEL=state-bulk -o device)',
  'mkdir -p /m/state /m/fast /m/sealed',
  'mount -t ext4 /dev/md1 /m/state',
  "lvm vgchange --config 'activation{udev_sync=0 udev_rules=0}' --activate y bulk",
  'mount -t xfs /dev/mapper/bulk-state--fast /m/fast',
  `printf ${KEY} | cryptsetup open --key-file=- /dev/mapper/bulk-state--sealed sealed`,
  'mount -t ext4 /dev/mapper/sealed /m/sealed',
];
const FILES = ['/m/state/kept', '/m/fast/kept', '/m/sealed/kept'];
const CLOSE = ['umount /m/state /m/fast /m/sealed', 'sync'];

const test = suite('an appliance with RAID, LVM, xfs and encryption');

test('is made, and made again with what it keeps when a disk of each kind was pulled', async () => {
  await withMachineFolder(async (folder) => {
    const kernel = prepareKernel(folder);
    const disk = (name: string, gib: number): MachineDisk => ({
      path: createDisk(join(folder, `${name}.img`), gib * GIB),
      serial: name.toUpperCase(),
    });
    const [a, b] = [disk('a', 3), disk('b', 3)];
    const [c, d, e] = [disk('c', 1), disk('d', 1), disk('e', 1)];

    const install = async (name: string, disks: readonly MachineDisk[], expected: readonly RegExp[]) => {
      const prepare = () => fromImage(join(folder, name), kernel, disks, INSTALL);
      await withMachine(prepare, async (machine) => {
        await machine.waitFor(/Cairn: (?:The disk is partitioned|FAILED)/, LIMITS);
        const { text } = machine.console;
        assert.not.match(text, /Cairn: FAILED/, text.slice(-3000));
        for (const line of expected) assert.match(text, line);
        await machine.waitFor(/Cairn: Unpacking the base system/, LIMITS);
        process.stdout.write(`   ${name}: ${machine.console.seconds().toFixed(0)} s\n`);
        process.stdout.write(
          text
            .replace(/\r/g, '')
            .split('\n')
            .filter((line) => /Cairn: .*(?:RAID|bulk|taken|vd|array)/.test(line))
            .join('\n'),
        );
      });
    };
    const look = async (name: string, disks: readonly MachineDisk[], commands: readonly string[]) => {
      const outputs: string[] = [];
      const prepare = () => fromImage(join(folder, name), kernel, disks, 'cairn.action=rescue');
      await withMachine(prepare, async (machine) => {
        const shell = await openShell(machine);
        outputs.length = 0;
        for (const command of commands) outputs.push(await shell(command));
        machine.send('sync; poweroff -f\r');
        await machine.waitForEnd(LIMITS);
      });
      return outputs.join('\n');
    };

    await install(
      'first',
      [a, b, c, d, e],
      [
        /create {2}\/dev\/md0 {2}cairn-root {2}RAID 1 of 2: \/dev\/vda3 \/dev\/vdb3 {2}ext4 {2}\//,
        /create {2}\/dev\/md2 {2}state-bulk {2}RAID 5 of 3: \/dev\/vdc1 \/dev\/vdd1 \/dev\/vde1/,
        /create {2}bulk\/state-sealed .* encrypted ext4 {2}\/srv\/sealed/,
      ],
    );
    const made = await look(
      'made',
      [a, b, c, d, e],
      [
        ...OPEN,
        'cat /proc/mdstat; lvm lvs; mount | grep " /m/"',
        ...FILES.map((path) => `dd if=/dev/urandom of=${path} bs=1M count=8 2>/dev/null`),
        `sha256sum ${FILES.join(' ')}`,
        // All of it is on every disk before one is pulled
        'mdadm --wait /dev/md1 /dev/md2 || true; cat /proc/mdstat',
        ...CLOSE,
      ],
    );
    process.stdout.write(`${made}\n`);
    const sums = made.match(/^[0-9a-f]{64} .*$/gm) ?? [];
    assert.is(sums.length, 3);

    // b and e are gone; f is new in b's place, and nothing in e's
    const f = disk('f', 3);
    await install(
      'again',
      [a, f, c, d],
      [
        /keep {4}\/dev\/md1 {2}state-data {2}RAID 1 of 2: \/dev\/vda4, adding \/dev\/vdb\d/,
        /keep {4}\/dev\/md2 {2}state-bulk {2}RAID 5 of 3, 1 missing: \/dev\/vdc1 \/dev\/vdd1/,
        /WARNING: the array state-bulk works without 1 of its 3 disks/,
        /keep {4}bulk\/state-fast /,
        /delete {2}bulk\/cairn-scratch/,
      ],
    );
    const kept = await look(
      'kept',
      [a, f, c, d],
      [
        ...OPEN,
        'cat /proc/mdstat; lvm lvs',
        `sha256sum ${FILES.join(' ')}`,
        'mdadm --wait /dev/md1 || true; mdadm --detail /dev/md1',
        ...CLOSE,
      ],
    );
    process.stdout.write(`${kept}\n`);
    assert.equal(kept.match(/^[0-9a-f]{64} .*$/gm), sums, 'every file is as it was');
    assert.match(kept, /Active Devices : 2/);
  });
});

test.run();
