import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeProbe, parseBlockDevices } from '../../../builder/media/burn/block-device.ts';
import { checkBurnTarget, renderBurnTarget } from '../../../builder/media/burn/burn-image.ts';
import { renderManifest } from '../../../builder/media/manifest/compose-manifest.ts';
import { renderSbom } from '../../../builder/media/manifest/sbom.ts';
import { mergeUsr } from '../../../builder/media/overlay/merge-usr.ts';
import { parseModuleDependencies } from '../../../builder/media/overlay/module-info.ts';
import { collectDirectories } from '../../../builder/media/overlay/read-member.ts';
import { moduleName } from '../../../builder/media/overlay/read-modules.ts';
import { BuildError, parseChecksums, renderChecksums } from '../../../builder/model/mod.ts';

const HASH = 'a'.repeat(64);

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BuildError && error.code === code;
}

const overlay = suite('overlay paths and modules');
overlay('paths of merged folders go below usr/', () => {
  assert.is(mergeUsr('/sbin/mkfs.ext4'), 'usr/sbin/mkfs.ext4');
  assert.is(mergeUsr('lib64/ld.so'), 'usr/lib64/ld.so');
  assert.is(mergeUsr('./etc//mke2fs.conf'), 'etc/mke2fs.conf');
});
for (const path of ['', '/', 'usr/../etc/passwd'])
  overlay(`the path "${path}" is refused`, () =>
    assert.throws(() => mergeUsr(path), hasCode('OVERLAY_PATH')),
  );
overlay('directories that Debian has keep its modes', () => {
  const made = collectDirectories(['tmp/x', 'usr/lib/cairn/a/b'], new Set(['tmp', 'usr', 'usr/lib']), 0);
  assert.equal(made.map((one) => one.name).sort(), ['usr/lib/cairn', 'usr/lib/cairn/a']);
});
overlay('one module has one name', () => {
  assert.is(moduleName('kernel/fs/nls/nls_iso8859-1.ko.xz'), 'nls_iso8859_1');
  assert.is(moduleName('usb-storage'), 'usb_storage');
});
overlay('dependencies and soft dependencies are read', () => {
  const text =
    'filename: /x\ndepends:        jbd2,crc16,usb-common\nsoftdep:        pre: crc32c other post: late\ndepends:        \n';
  assert.equal(parseModuleDependencies(text), ['crc16', 'crc32c', 'jbd2', 'other', 'usb_common']);
});
overlay.run();

const lists = suite('checksums, manifest, bill of materials');
lists('checksums are read back', () => {
  const files = [{ path: 'netboot/a file', sizeBytes: 1, sha256: HASH }];
  assert.equal([...parseChecksums(renderChecksums(files), 'SHA256SUMS')], [['netboot/a file', HASH]]);
});
lists('a bad line of checksums is named', () => {
  assert.throws(
    () => parseChecksums(`${HASH}  a\n${HASH} b`, 'SHA256SUMS'),
    (error: unknown) =>
      hasCode('CHECKSUMS_SYNTAX')(error) && /^SHA256SUMS:2: /.test(String((error as Error).message)),
  );
});
lists('a manifest does not depend on the order of inputs', () => {
  const about = {
    name: 'm',
    version: '1',
    architecture: 'amd64',
    os: 'debian-13',
    builtWith: '0',
    sourceDateEpoch: 0,
  };
  const a = { kind: 'package', name: 'a', version: '1', sha256: HASH } as const;
  const b = { kind: 'package', name: 'b', version: '1', sha256: HASH } as const;
  const render = (inputs: (typeof a | typeof b)[]): string => renderManifest({ ...about, inputs, files: [] });
  assert.is(render([b, a]), render([a, b]));
});
lists('a bill of materials names every package by its URL, the same for any order', () => {
  const input = { name: 'm', version: '1', os: 'debian-13', builtWith: '0', epochSeconds: 0 };
  const one = { name: 'libstdc++6', version: '1:14~2+b1', architecture: 'amd64', sha256: HASH };
  const two = { ...one, name: 'zlib1g', source: 'zlib' };
  const text = renderSbom({ ...input, packages: [two, one] });
  assert.is(text, renderSbom({ ...input, packages: [one, two] }));
  const document = JSON.parse(text);
  assert.is(
    document.components[0].purl,
    'pkg:deb/debian/libstdc%2B%2B6@1%3A14~2%2Bb1?arch=amd64&distro=debian-13',
  );
  assert.match(
    document.serialNumber,
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.is.not(JSON.parse(renderSbom({ ...input, packages: [one] })).serialNumber, document.serialNumber);
});
lists.run();

const burn = suite('burn');
const stick = (change: object): string =>
  JSON.stringify({
    blockdevices: [
      {
        path: '/dev/sdx',
        size: 4_000_000_000,
        rm: true,
        hotplug: true,
        ro: false,
        type: 'disk',
        vendor: 'ACME    ',
        model: 'Stick',
        fstype: null,
        label: null,
        mountpoints: [null],
        children: [
          {
            path: '/dev/sdx1',
            size: 3e9,
            rm: true,
            hotplug: true,
            ro: false,
            type: 'part',
            vendor: null,
            model: null,
          },
        ].map((child) => ({ ...child, fstype: 'vfat', label: 'PHOTOS', mountpoints: ['/media/photos'] })),
        ...change,
      },
    ],
  });
const refusals = (change: object, force: boolean, expectedBytes?: number): string[] =>
  checkBurnTarget(parseBlockDevices(stick(change))[0]!, 700_000_000, { force, expectedBytes }).map(
    (problem) => problem.message,
  );
burn('a mounted stick is refused: the kernel would not let it be written, forced or not', () => {
  assert.equal(refusals({}, false), ['"/dev/sdx" is in use: /dev/sdx1 on /media/photos']);
  assert.equal(refusals({}, true), refusals({}, false));
});
burn('a fixed disk is refused unless forced', () => {
  assert.equal(refusals({ rm: false, hotplug: false, children: [] }, false), [
    '"/dev/sdx" is not a removable disk',
  ]);
  assert.equal(refusals({ rm: false, hotplug: false, children: [] }, true), []);
});
burn('a partition, a read-only or too small disk is refused even if forced', () => {
  assert.equal(refusals({ type: 'part', ro: true, size: 1000, children: [] }, true), [
    '"/dev/sdx" is a part, not a whole disk',
    '"/dev/sdx" is read only',
    '"/dev/sdx" has 1.0 kB, the image needs 700 MB',
  ]);
});
burn('a disk larger than any stick is refused until its size is said', () => {
  const array = { size: 4_400_000_000_000, rm: false, hotplug: false, children: [] };
  assert.equal(refusals(array, true), ['"/dev/sdx" has 4.4 TB, more than sticks have']);
  assert.equal(refusals(array, true, 4.4e12), []);
  assert.equal(refusals(array, true, 4e12), [], 'makers round');
});
burn('a device of another size than expected is another device', () => {
  assert.equal(refusals({ children: [] }, false, 64e9), ['"/dev/sdx" has 4.0 GB, not 64 GB']);
  assert.equal(refusals({ children: [] }, false, 4 * 2 ** 30), []);
});
burn('what udev does not tell is asked of the device', () => {
  assert.is(describeProbe('DEVNAME=/dev/sdx\nLABEL=my\\ photos\nTYPE=ext4\n', 0), 'ext4 "my photos"');
  assert.is(describeProbe('DEVNAME=/dev/sdx\nPTTYPE=gpt\n', 0), 'gpt table');
  assert.is(describeProbe('', 2), '');
  assert.is(describeProbe('', 8), 'several file systems at once');
});
burn('what would be lost is shown', () => {
  assert.is(
    renderBurnTarget(parseBlockDevices(stick({}))[0]!),
    '/dev/sdx  4.0 GB  ACME Stick\n  /dev/sdx1  3.0 GB  vfat "PHOTOS", mounted on /media/photos\n',
  );
  const shown = (change: object): string =>
    renderBurnTarget(parseBlockDevices(stick({ children: [], ...change }))[0]!);
  assert.is(
    shown({ fstype: 'ext4', mountpoints: ['/srv'] }),
    '/dev/sdx  4.0 GB  ACME Stick, ext4, mounted on /srv\n',
    'a file system on the whole disk',
  );
  assert.is(shown({}), '/dev/sdx  4.0 GB  ACME Stick, nothing known on it\n');
});
burn.run();
