import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Compiled } from '../../../builder/boot/answers/compile.ts';
import { readDisks } from '../../../builder/boot/machine/disks.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { findMedium } from '../../../builder/boot/machine/source.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { chooseBase } from '../../../builder/boot/medium/choose-base.ts';
import { leaveFactory } from '../../../builder/boot/storage/leave-factory.ts';
import { executePlan } from '../../../builder/boot/storage/partition.ts';
import type { MediumIdentity, StoragePlan } from '../../../builder/model/mod.ts';
import { planStorage } from '../../../builder/render/storage/plan.ts';
import { createFakeMachine } from '../../fakes/installer.ts';
import { disk, part, schemeOf } from '../../fakes/storage.ts';
import { bundle, debconf, MEDIUM, machine } from '../../fakes/tiny-installation.ts';

const FACTORY = [
  part('/dev/sda1', 'state-factory-efi', 1, 4, { fsType: 'vfat' }),
  part('/dev/sda2', 'state-factory', 5, 600, { fsType: 'iso9660' }),
];

/** What is planned for the disk that the machine was started from. */
function planSealed(): StoragePlan {
  const scheme = schemeOf('part / --label=cairn-root --size=1GiB --grow');
  const { look: _, ...sealed } = disk('/dev/sda', 14, { table: 'gpt', isFactory: true, partitions: FACTORY });
  const result = planStorage([sealed], scheme, { wipe: [] });
  assert.ok('plan' in result);
  return result.plan;
}

const test = suite('a sealed disk');

test('is read from and installed on at once; a stick with answers on it would keep it from that', () => {
  const node = ({ path, number, startSector, sizeSectors, label }: (typeof FACTORY)[number]) => ({
    ...{ node: path, number, start: startSector, size: sizeSectors, name: label },
  });
  const table = JSON.stringify({ partitiontable: { label: 'gpt', id: 'A', partitions: FACTORY.map(node) } });
  const fake = createFakeMachine(
    { '/sys/block/sda/size': '29360128', '/sys/block/sda/queue/logical_block_size': '512' },
    (command) => (command === 'sfdisk --json /dev/sda' ? { lines: [table] } : undefined),
  );
  const read = (inUse: readonly string[]) =>
    readDisks(fake, inUse).map(({ inUse: isInUse, isFactory }) => [isInUse, isFactory]);
  assert.equal(read(['/dev/sda2']), [[false, true]]);
  assert.equal(read(['/dev/sda2', '/dev/sda1']), [[true, true]]);
  assert.equal(read(['/dev/sr0']), [[false, undefined]]);
});

test('keeps what it starts from, gets an identity of its own, and the kernel is told while it is in use', () => {
  const fake = createFakeMachine({});
  executePlan(fake, planSealed());
  assert.equal(
    fake.ran.filter((command) => /sfdisk|partx|blockdev|wipefs/.test(command)),
    [
      'sfdisk --no-reread --append --wipe-partitions=always /dev/sda',
      'sfdisk --no-reread --disk-id /dev/sda 00010203-0405-4607-8809-0a0b0c0d0e0f',
      'partx --update /dev/sda',
    ],
  );
});

test('starts what was installed on it, once that is whole', () => {
  const loader = `${PATHS.factory}/EFI/BOOT`;
  const fake = createFakeMachine({ [loader]: 'a folder' });
  leaveFactory(fake, planSealed());
  assert.equal(fake.ran, [
    'sync',
    `mkdir -p ${PATHS.factory}`,
    `mount -t vfat /dev/sda1 ${PATHS.factory}`,
    `umount ${PATHS.factory}`,
    'sfdisk --no-reread --part-type /dev/sda 1 EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
  ]);
  assert.equal(fake.list(`${PATHS.factory}/EFI`), ['FACTORY']);
  // What a cut between the two left is no reason to fail
  leaveFactory(fake, planSealed());
  assert.equal(fake.list(`${PATHS.factory}/EFI`), ['FACTORY']);
});

test('that the machine was not started from is left as it is', () => {
  const { disk: sealed, ...plan } = planSealed();
  const { isFactory: _, ...other } = sealed;
  const fake = createFakeMachine({});
  leaveFactory(fake, { ...plan, disk: other });
  assert.equal(fake.ran, []);
});

test('asks for its place where no site file says anything of it, though the recipe has answers', () => {
  const questionsWith = (site: string | undefined): boolean => {
    const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
      site !== undefined && command.includes('LABEL=CAIRN') ? { lines: ['/dev/sdb1'] } : undefined,
    );
    if (site !== undefined) fake.files.set(`${PATHS.stick}/site.yaml`, site);
    fake.files.set('/proc/cmdline', 'cairn.questions=without-site');
    assert.is(runStep('hook', fake, debconf().client), 0);
    const { options } = JSON.parse(fake.files.get(PATHS.state) ?? '') as InstallState;
    assert.is(fake.files.get(PATHS.consoleMode), options.questions ? 'questions' : 'unattended');
    return options.questions;
  };
  assert.is(questionsWith(undefined), true);
  assert.is(questionsWith('timezone: Europe/Paris\n'), false);
  assert.is(questionsWith('hosts: { compute-0-0: { appliance: compute } }\n'), true);
});

test('has the packages of its appliance unpacked, which are used as long as all of them are wanted', () => {
  const asked = `${PATHS.source}/cairn/bases/frontend.packages`;
  const fake = createFakeMachine({ [asked]: 'dnsmasq\nnginx\n' });
  const wanting = (...names: string[]) =>
    ({
      attributes: { appliance: 'frontend' },
      description: { packages: { enabled: names.map((name) => ({ name })) } },
    }) as unknown as Pick<Compiled, 'attributes' | 'description'>;
  const medium = { url: 'http://127.0.0.1:8080', device: '/dev/sda2' };
  assert.is(chooseBase(fake, medium, wanting('dnsmasq', 'nginx', 'more')), 'bases/frontend.tar.zst');
  assert.is(chooseBase(fake, medium, wanting('dnsmasq', 'more')), 'base.tar.zst');
  assert.match(fake.files.get(PATHS.progress) ?? '', 'this machine gets no nginx');
  assert.is(chooseBase(createFakeMachine({}), medium, wanting('dnsmasq')), 'base.tar.zst');
  assert.is(chooseBase(fake, { url: 'http://10.1.1.1/cairn' }, wanting('dnsmasq', 'nginx')), 'base.tar.zst');
});

test('reads its own medium, though one of the same lock is in a drive; a damaged one where there is no other', () => {
  const identity = JSON.parse(MEDIUM) as MediumIdentity;
  let mounted = '';
  const fake = createFakeMachine({ [`${PATHS.source}/cairn/medium.json`]: MEDIUM }, (command) => {
    const [program, ...words] = command.split(' ');
    if (program === 'blkid') return { lines: ['/dev/sda2', '/dev/sr0', '/dev/sr1'] };
    if (program === 'mount') mounted = words.at(-2)!;
    return undefined;
  });
  assert.is(
    findMedium(fake, identity, () => mounted === '/dev/sr1'),
    '/dev/sr1',
  );
  assert.is(
    findMedium(fake, identity, () => false),
    '/dev/sda2',
  );
  assert.is(mounted, '/dev/sda2');
});

test.run();
