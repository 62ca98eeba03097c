import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkBaseListing, checkBasePackages } from '../../../builder/distro/base/check-content.ts';
import { poolName, poolPath, type ResolvedPackage } from '../../../builder/distro/mod.ts';
import { renderPackagesIndex } from '../../../builder/distro/repository/compose-repository.ts';
import { renderComponentRelease, renderRelease } from '../../../builder/distro/repository/release-file.ts';

const test = suite('files of the repository');

function entry(name: string, fields: Record<string, string>): ResolvedPackage {
  const stanza = new Map(Object.entries({ Package: name, ...fields }));
  const { Version: version = '1', Architecture: arch = 'amd64' } = fields;
  return {
    name,
    version,
    arch,
    sizeBytes: 1,
    sha256: 'x',
    path: 'p',
    suite: 'trixie',
    component: 'main',
    stanza,
  };
}

test('pool paths have the source and no epoch', () => {
  assert.is(poolName({ name: 'a', version: '1:2:3-4', arch: 'all' }), 'a_2:3-4_all.deb');
  const server = entry('openssh-server', { Version: '1:10.0p1-7', Source: 'openssh (1:10.0p1-6)' });
  assert.is(poolPath(server), 'pool/main/o/openssh/openssh-server_10.0p1-7_amd64.deb');
  assert.is(poolPath(entry('libc6', { Source: 'glibc' })), 'pool/main/g/glibc/libc6_1_amd64.deb');
  assert.is(poolPath(entry('libfoo1', {})), 'pool/main/libf/libfoo1/libfoo1_1_amd64.deb');
});

test("the index keeps the archive's words and replaces the file name", () => {
  const upstream = entry('gpgv', {
    Version: '2',
    Priority: 'important',
    Section: 'utils',
    Filename: 'pool/x',
    Size: '1',
  });
  const own = entry('cairn', { Version: '1' });
  assert.is(
    renderPackagesIndex([upstream, own]),
    `Package: gpgv
Version: 2
Priority: important
Section: utils
Filename: pool/main/g/gpgv/gpgv_2_amd64.deb
Size: 1

Package: cairn
Version: 1
Section: misc
Priority: optional
Filename: pool/main/c/cairn/cairn_1_amd64.deb
`,
  );
});

const head = {
  origin: 'Cairn',
  label: 'minimal 1.0',
  suite: 'trixie',
  codename: 'trixie',
  version: '13',
  arch: 'amd64',
  component: 'main',
  description: 'd',
  epochSeconds: 1_754_179_200,
};

test('Release lists files sorted, with a date from the epoch', () => {
  const files = [
    { path: 'main/binary-amd64/Packages.gz', sizeBytes: 7, sha256: 'b' },
    { path: 'main/binary-amd64/Packages', sizeBytes: 123_456_789, sha256: 'a' },
  ];
  const text = renderRelease(head, files);
  assert.match(text, 'Date: Sun, 03 Aug 2025 00:00:00 UTC\n');
  assert.match(
    text,
    'SHA256:\n a 123456789 main/binary-amd64/Packages\n b        7 main/binary-amd64/Packages.gz\n',
  );
  assert.match(renderComponentRelease(head), 'Archive: trixie\n');
});

test('a base with secrets or traces of the build host is refused', () => {
  const listing = `drwxr-xr-x 0/0               0 2025-08-03 00:00 ./etc/
-rw-r--r-- 0/0               0 2025-08-03 00:00 ./etc/machine-id
-rw------- 0/0             399 2025-08-03 00:00 ./etc/ssh/ssh_host_ed25519_key
drwx------ 0/0               0 2025-08-03 00:00 ./etc/ssl/private/
lrwxrwxrwx 0/0               0 2025-08-03 00:00 ./etc/resolv.conf -> ../run/x
-rw-r--r-- 0/0              12 2025-08-03 00:00 ./etc/apt/apt.conf.d/99mmdebstrap
-rw-r--r-- 0/0              12 2025-08-03 00:00 ./etc/apt/apt.conf.d/01autoremove
-rw-r--r-- 0/0              12 2025-08-03 00:00 ./var/log/apt/history.log
hrw-r--r-- 0/0               0 2025-08-03 00:00 ./var/lib/systemd/random-seed link to ./x
`;
  assert.equal(
    checkBaseListing(listing).map((problem) => /"(\S+)"/.exec(problem.message)?.[1]),
    [
      '/etc/ssh/ssh_host_ed25519_key',
      '/etc/resolv.conf',
      '/etc/apt/apt.conf.d/99mmdebstrap',
      '/var/log/apt/history.log',
      '/var/lib/systemd/random-seed',
    ],
  );
  const identity = '-r--r--r-- 0/0              33 2025-08-03 00:00 ./etc/machine-id\n';
  assert.is(checkBaseListing(identity).length, 1);
  const names = ['grub-common', 'grub-pc', 'grub-efi-amd64-signed', 'openssh-server', 'bash'];
  assert.is(checkBasePackages(names.map((name) => ({ name }))).length, 3);
});

test.run();
