import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openAptArchive } from '../../builder/distro/apt/open-apt-archive.ts';
import {
  composeBase,
  composeRepository,
  createDistroContext,
  fetchPackages,
  planBase,
  resolveClosure,
} from '../../builder/distro/mod.ts';
import { sha256 } from '../../builder/io/mod.ts';
import { isOsRoll, parseRollFile } from '../../builder/model/files/mod.ts';

// A base with a kernel, against the real archive of Debian 13: what is configured on the machine no more.

const EPOCH = 1_754_179_200;
const KEPT = 'usr/lib/cairn/initramfs';
const shared = createDistroContext();

function readShippedSystem() {
  const file = join(import.meta.dirname, '../../rolls/debian-13/roll.yaml');
  const { value: roll } = parseRollFile(readFileSync(file, 'utf8'), file);
  if (roll === undefined || !isOsRoll(roll)) throw new Error('That is no OS roll');
  return roll;
}

const test = suite('a base whose packages are configured at build');

test('the kernel has its initial RAM disk, what makes keys is left to the machine, and twice is the same', async () => {
  const dir = await mkdtemp('/tmp/cairn-settled-');
  try {
    const context = { ...shared, keysDir: join(dir, 'keys') };
    const { configured, settled, ...system } = readShippedSystem();
    const archive = await openAptArchive(context, { ...system, id: system.os }, 'amd64');
    const place = { file: 'nodes/things.xml', line: 1 };
    const enabled = [
      'linux-image-amd64',
      'initramfs-tools',
      'zstd',
      'e2fsprogs',
      'openssh-server',
      'tzdata',
      'shim-signed',
    ].map((name) => ({
      name,
      roll: 'base',
      node: 'things',
      place,
    }));
    const wants = [{ appliance: 'compute', enabled, disabled: [] }];
    const closure = await resolveClosure(archive, { wants, base: ['systemd-sysv'], own: [] });
    const files = await fetchPackages(context, archive, closure.packages);
    const repository = await composeRepository(context, {
      packages: closure.packages,
      files,
      codename: 'trixie',
      version: '13',
      arch: 'amd64',
      label: 'test 1.0',
      dir: join(dir, 'repository'),
      epochSeconds: EPOCH,
    });
    const request = { repository, ...planBase(closure, configured), settled, epochSeconds: EPOCH };
    const make = async (name: string) => {
      const cacheDir = join(dir, name);
      mkdirSync(cacheDir);
      symlinkSync(join(context.cacheDir, 'by-sha256'), join(cacheDir, 'by-sha256'));
      return composeBase({ ...context, cacheDir }, { ...request, file: join(dir, `${name}.tar.zst`) });
    };
    const one = await make('one');
    assert.is((await make('two')).sha256, one.sha256);
    assert.is(sha256(readFileSync(one.file)), one.sha256);

    const root = join(dir, 'root');
    mkdirSync(root);
    execFileSync('tar', [
      '--zstd',
      '--extract',
      '--file',
      one.file,
      '--directory',
      root,
      '--exclude=./dev/*',
    ]);
    const status = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8');
    const states = new Map(
      [...status.matchAll(/^Package: (.*)\nStatus: install ok (.*)$/gm)].map(([, name, state]) => [
        name,
        state,
      ]),
    );
    const kernel = closure.packages.find(({ name }) => /^linux-image-\d/.test(name))!.name;
    for (const name of [
      kernel,
      'linux-image-amd64',
      'initramfs-tools',
      'kmod',
      'udev',
      'zstd',
      'tzdata',
      'e2fsprogs',
    ])
      assert.is(states.get(name), 'installed', name);
    assert.is(states.get('openssh-server'), 'unpacked');
    // Whatever the firmware of this machine says
    assert.is(states.get('shim-signed'), 'unpacked');

    const release = kernel.replace('linux-image-', '');
    const initrd = `/${KEPT}/initrd.img-${release}`;
    assert.ok(existsSync(join(root, initrd)));
    // chroot is root's; where it may not be used the machine's own part is seen by installations alone
    if (process.getuid?.() !== 0) return;
    const listed = execFileSync('chroot', [root, 'lsinitramfs', initrd], { encoding: 'utf8' });
    for (const module of ['nvme', 'ahci', 'virtio_blk', 'megaraid_sas', 'ext4', 'xfs'])
      assert.match(listed, new RegExp(`/${module}\\.ko`), module);
    assert.match(listed, /sbin\/fsck\.ext4$/m);
    assert.not.match(listed, /conf\/conf\.d\/./, 'nothing of the build stays in it');
    assert.not.match(readFileSync(join(root, 'etc/fstab'), 'utf8'), /^[^#]/m);

    execFileSync('cp', ['--archive', root, join(dir, 'other')]);
    const take = (where: string): number | null => spawnSync('chroot', [where, `/${KEPT}/take`]).status;
    // Networks have their files on every machine; how cards are named is in the initial RAM disk
    mkdirSync(join(root, 'etc/systemd/network/10-private.network.d'), { recursive: true });
    writeFileSync(join(root, 'etc/systemd/network/10-private.network.d/50-names.conf'), '[Network]\n');
    assert.is(take(root), 0);
    assert.ok(existsSync(join(root, 'boot', `initrd.img-${release}`)));
    assert.not.ok(existsSync(join(root, KEPT)));
    writeFileSync(join(dir, 'other/etc/modprobe.d/blacklist-floppy.conf'), 'blacklist floppy\n');
    assert.is(take(join(dir, 'other')), 1, 'a file of the machine is to be in it');
    assert.equal(
      [existsSync(join(dir, 'other/boot', `initrd.img-${release}`)), existsSync(join(dir, 'other', KEPT))],
      [false, false],
    );
  } finally {
    await rm(dir, { recursive: true });
  }
});

test.run();
