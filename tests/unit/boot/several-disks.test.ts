import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installBootLoader } from '../../../builder/boot/install/boot-loader.ts';
import { parseMember } from '../../../builder/boot/machine/disks.ts';
import { inspectStorage } from '../../../builder/boot/storage/inspect-storage.ts';
import { mountTarget } from '../../../builder/boot/storage/mount-target.ts';
import { loadTools } from '../../../builder/boot/storage/open-storage.ts';
import { executePlan } from '../../../builder/boot/storage/partition.ts';
import { noteStorageFiles, writeStorageFiles } from '../../../builder/boot/storage/storage-files.ts';
import { type Disk, requirePlatform, type StoragePlan } from '../../../builder/model/mod.ts';
import { planStorage } from '../../../builder/render/storage/plan.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';
import { disk, GIB, schemeOf } from '../../fakes/storage.ts';

const KEY = 'k'.repeat(32);

const scheme = schemeOf(
  'part biosboot --label=cairn-bios --size=1MiB --each',
  'part /boot/efi --label=cairn-efi --fstype=vfat --size=128MiB --each',
  'raid / --label=cairn-root --level=1 --disks=2 --size=4GiB',
  'raid pv.one --label=state-pv --level=1 --disks=2 --size=2GiB --grow',
  'volgroup bulk pv.one',
  'logvol /fast --vgname=bulk --label=state-fast --fstype=xfs --size=1GiB --grow',
  `logvol /safe --vgname=bulk --label=state-safe --size=512MiB --encrypt --key=${KEY}`,
);

/** A machine on which everything that is asked for works. */
function createMachine(): FakeMachine {
  return createFakeMachine({}, (command) => {
    if (command.startsWith('blkid -p')) return { lines: ['UUID=ABCD-1234', 'TYPE=ext4'] };
    if (command.startsWith('mdadm --detail'))
      return { lines: [`MD_UUID=id-of-${command.split('/').at(-1)}`] };
    return undefined;
  });
}

function planNew(): StoragePlan {
  const result = planStorage([disk('/dev/sda', 10), disk('/dev/sdb', 10)], scheme, { wipe: [] });
  if (!('plan' in result)) throw new Error(result.problem.message);
  return result.plan;
}

const test = suite('a plan for several disks is carried out');

test('from the disks up, each step once', () => {
  const machine = createMachine();
  executePlan(machine, planNew());
  const ran = machine.ran.filter((command) => !/^(?:udevadm|blkid|blockdev)/.test(command));
  const config = 'backup{backup=0 archive=0} activation{udev_sync=0 udev_rules=0 monitoring=0}';
  const lvm = (command: string): string => command.replace(`--config ${config} `, '');
  assert.equal(ran.map(lvm), [
    ...['/dev/sda', '/dev/sdb'].flatMap((path) => [
      `wipefs --all --force --quiet ${path}`,
      `sfdisk --no-reread --wipe=always --wipe-partitions=always ${path}`,
    ]),
    ...[
      ['md0', 'cairn-root', '3'],
      ['md1', 'state-pv', '4'],
    ].flatMap(([md, label, number]) => [
      `mdadm --create /dev/${md} --run --metadata=1.2 --homehost=any --name=${label} --bitmap=internal --level=1 --raid-devices=2 /dev/sda${number} /dev/sdb${number}`,
      `wipefs --all --force --quiet /dev/${md}`,
    ]),
    'lvm vgcreate --devices /dev/md1 --yes bulk /dev/md1',
    'lvm lvcreate --devices /dev/md1 --yes --wipesignatures y --addtag cairn_unfinished --name state-safe --size 536870912b bulk',
    'lvm lvcreate --devices /dev/md1 --yes --wipesignatures y --addtag cairn_unfinished --name state-fast --extents 100%FREE bulk',
    'cryptsetup luksFormat --batch-mode --type=luks2 --pbkdf=argon2id --pbkdf-memory=65536 --pbkdf-parallel=1 --iter-time=500 --key-file=- /dev/mapper/bulk-state--safe',
    'cryptsetup open --type=luks --key-file=- /dev/mapper/bulk-state--safe state-safe',
    'mke2fs -q -F -t ext4 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard -L cairn-root /dev/md0',
    'mkfs.xfs -q -f -K -L state-fast /dev/mapper/bulk-state--fast',
    'mke2fs -q -F -t ext4 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard -L state-safe /dev/mapper/state-safe',
    // Two file systems of one identity
    'mkfs.fat -F 32 -S 512 -s 2 -n CAIRN-EFI /dev/sda2',
    'mkfs.fat -F 32 -S 512 -s 2 -i ABCD1234 -n CAIRN-EFI /dev/sdb2',
    // Data have their names once they can be kept
    'sfdisk --no-reread --part-label /dev/sda 4 state-pv',
    'sfdisk --no-reread --part-label /dev/sdb 4 state-pv',
    'lvm lvchange --devices /dev/md1 --deltag cairn_unfinished bulk/state-fast',
    'lvm lvchange --devices /dev/md1 --deltag cairn_unfinished bulk/state-safe',
  ]);
  assert.not.match(ran.join('\n'), new RegExp(KEY), 'a key is on no command line');
});

test('and the machine knows its arrays, its keys and its mounts', () => {
  const machine = createMachine();
  const plan = planNew();
  noteStorageFiles(machine, plan, mountTarget(machine, plan));
  writeStorageFiles(machine);
  assert.match(
    machine.files.get('/target/etc/mdadm/mdadm.conf') ?? '',
    /^ARRAY \/dev\/md\/cairn-root metadata=1.2 UUID=id-of-md0$/m,
  );
  assert.match(
    machine.files.get('/target/etc/crypttab') ?? '',
    /^state-safe UUID=ABCD-1234 \/etc\/cairn\/keys\/state-safe luks$/m,
  );
  assert.is(machine.files.get('/target/etc/cairn/keys/state-safe'), KEY);
  assert.is(machine.modes.get('/target/etc/cairn/keys/state-safe'), 0o400);
  assert.is(machine.modes.get('/run/cairn/storage-files.json'), 0o600);
  const mounts = (machine.files.get('/target/etc/fstab') ?? '').split('\n').slice(1, -1);
  assert.equal(
    mounts.map((line) => line.split(' ').slice(1).join(' ')),
    [
      '/ ext4 errors=remount-ro 0 1',
      '/boot/efi vfat umask=0077 0 2',
      '/fast xfs defaults 0 0',
      '/safe ext4 defaults 0 2',
    ],
  );
  assert.ok(
    machine.ran.includes('mount -t vfat -o noatime /dev/sda2 /target/boot/efi'),
    'the first of each is mounted',
  );
  assert.ok(
    machine.ran.includes(
      'mount -t ext4 -o noatime,nobarrier,data=writeback /dev/mapper/state-safe /target/safe',
    ),
  );
});

test('the boot loader is on each, and copied when it changes', () => {
  const machine = createMachine();
  const options = { platform: requirePlatform('amd64'), kernelOptions: '', timeoutSeconds: 2 };
  installBootLoader(machine, planNew(), options);
  const ran = machine.ran.map((command) => command.replace('chroot /target ', '')).join('\n');
  assert.match(
    ran,
    /i386-pc \/dev\/sda\ngrub-install --target=i386-pc \/dev\/sdb\n.*x86_64-efi .*\n\/usr\/lib\/cairn\/copy-efi\nupdate-grub/,
  );
  assert.is(
    machine.files.get('/target/etc/dpkg/dpkg.cfg.d/cairn-copy-efi'),
    'post-invoke=/usr/lib/cairn/copy-efi\n',
  );
  assert.is(machine.modes.get('/target/usr/lib/cairn/copy-efi'), 0o755);
});

test('a kept array is assembled of what is there, and gets what is new', () => {
  const machine = createMachine();
  const root = { ...scheme[2]!, label: 'state-x', mount: '/x' };
  const array = {
    path: '/dev/md0',
    scheme: root,
    kept: true,
    level: 'raid5',
    devices: 4,
    members: ['/dev/sda1', '/dev/sdb1'],
    added: ['/dev/sdc1'],
  };
  const bare = { disk: disk('/dev/sda', 10), newTable: false, deleted: [], partitions: [] };
  executePlan(machine, { ...bare, others: [], arrays: [array], groups: [], text: [] });
  const ran = machine.ran.filter((command) => /^(?:mdadm|mke2fs|wipefs|sfdisk)/.test(command));
  assert.equal(ran, [
    'mdadm --assemble /dev/md0 --run /dev/sda1 /dev/sdb1',
    'mdadm --zero-superblock /dev/sdc1',
    'mdadm --manage /dev/md0 --add /dev/sdc1',
  ]);
  assert.match(
    machine.files.get('/var/log/cairn/progress.log') ?? '',
    /WARNING: the array state-x works without 1 of its 4 disks/,
  );
});
test.run();

const look = suite('what is kept is looked into before anything is written');

look('and closed again', () => {
  const raid = { uuid: 'u', name: 'state-pv', level: 'raid1', devices: 2, events: 3, state: 'AA' };
  const old = (path: string, role: number): Disk => {
    const facts = { number: 1, startSector: 2048, sizeSectors: 8 * 2 ** 21, label: 'state-pv' };
    const partition = { path: `${path}1`, ...facts, fsType: 'linux_raid_member', member: { ...raid, role } };
    return { ...disk(path, 10), table: 'gpt', partitions: [partition] };
  };
  const machine = createFakeMachine({ '/sys/block/md1/size': '1' }, (command) => {
    if (command === 'blkid -p -o export /dev/md1') return { lines: ['TYPE=LVM2_member'] };
    if (command === 'blkid -p -o export /dev/mapper/bulk-state--fast') return { lines: ['TYPE=xfs'] };
    if (command === 'blkid -p -o export /dev/mapper/bulk-state--safe') return { lines: ['TYPE=crypto_LUKS'] };
    if (command === 'blkid -p -o export /dev/mapper/state-safe') return { lines: ['TYPE=ext4'] };
    if (command.startsWith('lvm pvs')) return { lines: ['  /dev/md1,bulk,0'] };
    if (command.startsWith('lvm lvs'))
      return { lines: ['  bulk,state-fast,1073741824,', '  bulk,state-safe,536870912,cairn_unfinished', ''] };
    return undefined;
  });
  assert.equal(inspectStorage(machine, [old('/dev/sda', 0), old('/dev/sdb', 1)], scheme), {
    arrays: { 'state-pv': 'LVM2_member' },
    groups: {
      bulk: {
        on: ['state-pv'],
        partial: false,
        volumes: [
          { name: 'state-fast', sizeBytes: GIB, fsType: 'xfs', unfinished: false },
          { name: 'state-safe', sizeBytes: GIB / 2, fsType: 'crypto_LUKS', unfinished: true },
        ],
      },
    },
    opened: { 'state-safe': 'ext4' },
  });
  assert.ok(machine.ran.includes('mdadm --assemble /dev/md1 --run --readonly /dev/sda1 /dev/sdb1'));
  assert.is(machine.ran.at(-1), 'mdadm --stop /dev/md1');
});

look('with programs that the medium must have', () => {
  const machine = createFakeMachine({ '/usr/sbin/mdadm': '', '/sbin/lvm': '' });
  assert.throws(
    () => loadTools(machine, scheme),
    /The disks of this machine need "cryptsetup", which is not on this medium/,
  );
  assert.not.throws(() =>
    loadTools(
      machine,
      scheme.filter(({ key, fsType }) => key === undefined && fsType !== 'xfs'),
    ),
  );
});

look('and members say what they belong to', () => {
  const text = `/dev/sda1:
          Magic : a92b4efc
        Version : 1.2
     Array UUID : 5f0a1111:22223333:44445555:66667777
           Name : any:state-data
     Raid Level : raid5
   Raid Devices : 3

         Events : 18

   Device Role : Active device 1
   Array State : AA. ('A' == active, '.' == missing, 'R' == replacing)
`;
  const expected = {
    ...{ uuid: '5f0a1111:22223333:44445555:66667777', name: 'state-data', level: 'raid5', devices: 3 },
    ...{ role: 1, events: 18, state: 'AA.' },
  };
  assert.equal(parseMember(text), expected);
  const { role: _, ...spare } = expected;
  assert.equal(parseMember(text.replace('Active device 1', 'spare')), spare);
  assert.is(parseMember('mdadm: No md superblock detected on /dev/sda1.\n'), undefined);
});
look.run();
