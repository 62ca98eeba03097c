import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBootFiles, listBootPackages } from '../../../builder/media/images/boot-files.ts';
import { EFI_IMAGE } from '../../../builder/media/images/boot-tree.ts';
import { composeIso } from '../../../builder/media/images/iso.ts';
import { composeNetboot } from '../../../builder/media/images/netboot.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import {
  ARM_FILES,
  ARM_INSTALLER,
  about,
  amd64,
  arm64,
  composeImage,
  FILES,
  fakeTrees,
  IMAGES,
  INSTALLER,
} from './fake-image.ts';
import { withFolder } from './folder.ts';

const test = suite('boot tree and image');
test('the packages it reads are those it names', () => {
  const namesOf = (files: typeof FILES) => [...new Set(files.map(([name]) => name))].sort();
  assert.equal([...listBootPackages(amd64), INSTALLER].sort(), namesOf(FILES));
  assert.equal([...listBootPackages(arm64), ARM_INSTALLER].sort(), namesOf(ARM_FILES));
});
test('a missing package is named', async () => {
  await withFolder(async (folder) => {
    const trees = fakeTrees(folder);
    trees.delete('shim-signed');
    const error = await findBootFiles(amd64, INSTALLER, trees).catch((thrown: unknown) => thrown);
    assert.ok(
      error instanceof BuildError && error.code === 'BOOT_FILE' && error.message.includes('"shim-signed"'),
    );
  });
});
test('kernel and initrd are those of the package that is asked for, whatever its release', async () => {
  await withFolder(async (folder) => {
    const old = FILES.map(([name, path]) => [name, path.replace('images/13/', 'images/12/')] as const);
    const files = await findBootFiles(amd64, INSTALLER, fakeTrees(folder, old));
    assert.is(files.kernel, join(folder, INSTALLER, IMAGES.replace('/13/', '/12/'), 'linux'));
    const error = await findBootFiles(amd64, 'other', fakeTrees(folder)).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BuildError && error.message.includes('"other"'));
  });
});
test('an image has the same bytes when its files were made in another order, at another time', async () => {
  await withFolder(async (folder) => {
    const pool = join(folder, 'pool');
    const fill = (names: readonly string[]): void => {
      mkdirSync(pool, { recursive: true });
      for (const name of names) writeFileSync(join(pool, name), name.repeat(3000));
    };
    fill(['a.deb', 'b.deb', 'c.deb']);
    const first = await composeImage(folder, 'first');
    execFileSync('rm', ['-r', pool]);
    fill(['c.deb', 'b.deb', 'a.deb']);
    utimesSync(join(pool, 'b.deb'), 5, 5);
    const second = await composeImage(folder, 'second');
    assert.is(Buffer.compare(first, second), 0);
    assert.is(first.toString('latin1', 32808, 32840).trim(), 'CAIRN_TEST');
    assert.equal([...first.subarray(510, 512)], [0x55, 0xaa]);
    assert.is(first.toString('latin1', 512, 520), 'EFI PART');
  });
});
test('an image of a platform without BIOS starts by UEFI alone, from CD and from disk; same bytes again', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'pool'));
    const first = await composeImage(folder, 'first', arm64);
    const second = await composeImage(folder, 'second', arm64);
    assert.is(Buffer.compare(first, second), 0);
    assert.is(first.toString('latin1', 512, 520), 'EFI PART');
    const list = (...words: string[]): string =>
      execFileSync('xorriso', ['-indev', join(folder, 'first.iso'), ...words], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const eltorito = list('-report_el_torito', 'plain');
    assert.equal(eltorito.match(/^El Torito boot img : .*/gm)?.length, 1);
    assert.match(eltorito, /^El Torito boot img : +1 +UEFI /m);
    // The ISO in one partition, from where its second superblock is; the EFI image in the other
    const area = list('-report_system_area', 'plain');
    assert.match(area, /^GPT start and size : +1 +64 +\d+$/m);
    assert.match(area, /^GPT partname local : +1 +ISO9660$/m);
    assert.is(first.toString('latin1', 64 * 512 + 32769, 64 * 512 + 32774), 'CD001');
    assert.match(area, /^GPT type GUID +: +2 +28732ac11ff8d211ba4b00a0c93ec93b$/m);
    const [, start, size] = /^GPT start and size : +2 +(\d+) +(\d+)$/m.exec(area)!.map(Number);
    const appended = first.subarray(start! * 512, (start! + size!) * 512);
    assert.ok(
      appended.includes(readFileSync(join(folder, 'first', EFI_IMAGE))),
      'the partition is the EFI image',
    );
    assert.is(list('-find', '/', '-name', 'efi.img').trim(), '', 'which is there once');
    assert.not(readdirSync(join(folder, 'first')).includes('isolinux'));
    const efi = join(folder, 'first/boot/grub/efi.img');
    const files = execFileSync('mdir', ['-b', '-/', '-i', efi, '::/EFI'], { encoding: 'utf8' });
    assert.equal(files.trim().split('\n').sort(), [
      '::/EFI/BOOT/',
      '::/EFI/BOOT/BOOTAA64.EFI',
      '::/EFI/BOOT/grubaa64.efi',
    ]);
    assert.match(
      readFileSync(join(folder, 'first/boot/grub/grub.cfg'), 'utf8'),
      /\/EFI\/debian\/shimaa64\.efi /,
    );
  });
});
test('files of the image keep their bytes, names and modes', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'pool'));
    writeFileSync(join(folder, 'pool/x+y~1_all.deb'), 'deb');
    await composeImage(folder, 'image');
    const out = join(folder, 'out');
    const image = join(folder, 'image.iso');
    execFileSync('xorriso', ['-osirrox', 'on', '-indev', image, '-extract', '/', out], { stdio: 'ignore' });
    assert.is(readFileSync(join(out, 'cairn/pool=1/x+y~1_all.deb'), 'utf8'), 'deb');
    assert.is(readFileSync(join(out, 'install/cairn.img'), 'utf8'), 'overlay');
    const checked = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: join(out, 'install'),
    });
    assert.is(String(checked), 'cairn.img: OK\ninitrd.gz: OK\nvmlinuz: OK\n');
    assert.equal(
      readFileSync(join(out, 'install/initrd.gz')),
      readFileSync(join(folder, 'packages', INSTALLER, IMAGES, 'initrd.gz')),
    );
    assert.is(statSync(join(out, 'boot/grub/grub.cfg')).mode & 0o777, 0o444);
    execFileSync('chmod', ['-R', 'u+w', out]);
  });
});
test('a label that is no volume id is refused', async () => {
  const error = await composeIso({
    trees: [],
    label: 'Cairn 1',
    start: { isohybridMbr: '' },
    epochSeconds: 0,
    out: '/dev/null/x',
  }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BuildError && error.code === 'ISO_LABEL');
});
test('a network boot tree is complete, and its README has three lines', async () => {
  await withFolder(async (folder) => {
    const files = await findBootFiles(amd64, INSTALLER, fakeTrees(join(folder, 'packages')));
    const overlay = join(folder, 'cairn.img');
    writeFileSync(overlay, 'overlay');
    const out = join(folder, 'netboot');
    await composeNetboot({ ...about, files, overlay, packages: { image: 'test-1-amd64.iso' }, out });
    const names = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
    assert.equal(names.sort(), [
      ...['README', 'SHA256SUMS', 'bootx64.efi', 'cairn.img', 'cairn.ipxe', 'grub/grub.cfg', 'grubx64.efi'],
      'initrd.gz',
      ...['ldlinux.c32', 'libutil.c32', 'lpxelinux.0', 'menu.c32', 'pxelinux.cfg/default', 'vmlinuz'],
    ]);
    const readme = readFileSync(join(out, 'README'), 'utf8');
    assert.is(readme.trimEnd().split('\n').length, 3);
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: out, stdio: 'ignore' });
    const listed = readFileSync(join(out, 'SHA256SUMS'), 'utf8');
    for (const name of ['vmlinuz', 'initrd.gz', 'cairn.img']) assert.match(listed, `  ${name}\n`);
    assert.match(readme, /: xorriso .* \.\.\/test-1-amd64\.iso .*\n/);
  });
});
test('a network boot tree of a platform without BIOS has nothing for it, and says so', async () => {
  await withFolder(async (folder) => {
    const files = await findBootFiles(arm64, ARM_INSTALLER, fakeTrees(join(folder, 'packages'), ARM_FILES));
    const overlay = join(folder, 'cairn.img');
    writeFileSync(overlay, 'overlay');
    const out = join(folder, 'netboot');
    await composeNetboot({ ...about, files, overlay, packages: { image: 'test-1-arm64.iso' }, out });
    assert.equal(readdirSync(out).sort(), [
      ...[
        'README',
        'SHA256SUMS',
        'bootaa64.efi',
        'cairn.img',
        'cairn.ipxe',
        'grub',
        'grubaa64.efi',
        'initrd.gz',
        'vmlinuz',
      ],
    ]);
    const [, dhcp, command] = readFileSync(join(out, 'README'), 'utf8').trimEnd().split('\n');
    assert.match(dhcp!, /boot file bootaa64\.efi for UEFI \(Secure Boot included\), cairn\.ipxe for iPXE\./);
    assert.match(
      command!,
      / --dhcp-match=set:uefi,option:client-arch,11 --dhcp-boot=tag:uefi,bootaa64\.efi$/,
    );
    assert.not.match(command!, /pxelinux|210/);
  });
});
test('without an image the network boot tree has the packages', async () => {
  await withFolder(async (folder) => {
    const files = await findBootFiles(amd64, INSTALLER, fakeTrees(join(folder, 'packages')));
    const overlay = join(folder, 'cairn.img');
    writeFileSync(overlay, 'overlay');
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'distribution/pool'), { recursive: true });
    writeFileSync(join(tree, 'medium.json'), '{}');
    writeFileSync(join(tree, 'distribution/pool/a.deb'), 'deb');
    const out = join(folder, 'netboot');
    await composeNetboot({ ...about, files, overlay, packages: { tree }, out });
    assert.is(readFileSync(join(out, 'cairn/medium.json'), 'utf8'), '{}');
    assert.is(readFileSync(join(out, 'cairn/distribution/pool/a.deb'), 'utf8'), 'deb');
    assert.not.match(readFileSync(join(out, 'README'), 'utf8'), /xorriso|\.iso/);
  });
});
test.run();
