import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDistroContext, readDebControl, readRollDebs } from '../../../builder/distro/mod.ts';
import { hashFile, run, withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { type ArMember, encodeAr } from '../../fakes/ar.ts';

const test = suite('readDebControl()');
const CONTROL =
  'Package: thing\nVersion: 1:2.0\nArchitecture: amd64\nMaintainer: M <m@example.org>\nDescription: a\n b\n';

function build(dir: string, control: string, ...options: string[]): string {
  mkdirSync(join(dir, 'tree/DEBIAN'), { recursive: true });
  writeFileSync(join(dir, 'tree/DEBIAN/control'), control);
  const deb = join(dir, 'thing.deb');
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', ...options, join(dir, 'tree'), deb], {
    stdio: 'ignore',
  });
  return deb;
}

for (const compression of ['gzip', 'xz', 'zstd', 'none']) {
  test(`reads a package compressed with ${compression}`, () =>
    withTempDir(async (dir) => {
      const control = await readDebControl(
        run,
        build(dir, CONTROL, `-Z${compression}`, '--uniform-compression'),
      );
      assert.is(control.get('Version'), '1:2.0');
      assert.is(control.get('Description'), 'a\n b');
    }));
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name, mtime: new Date(0) }, text);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function member(name: string, data: Uint8Array): ArMember {
  return { name, mtimeSeconds: 0, mode: 0o100644, data };
}

const binary = member('debian-binary', Buffer.from('2.0\n'));
const data = member('data.tar', Buffer.alloc(1024));
const good = await tarOf({ './control': CONTROL });

const malformed: [string, string, readonly ArMember[]][] = [
  ['nothing in it', 'DEB_MALFORMED', []],
  ['another first member', 'DEB_MALFORMED', [data, binary]],
  [
    'format 3',
    'DEB_MALFORMED',
    [member('debian-binary', Buffer.from('3.0\n')), member('control.tar', good), data],
  ],
  ['no control.tar', 'DEB_MALFORMED', [binary, data]],
  ['no data.tar', 'DEB_MALFORMED', [binary, member('control.tar', good)]],
  ['unknown compression', 'DEB_MALFORMED', [binary, member('control.tar.br', good), data]],
  ['damaged gzip', 'DEB_MALFORMED', [binary, member('control.tar.gz', gzipSync(good).subarray(0, 40)), data]],
  ['damaged tar', 'DEB_MALFORMED', [binary, member('control.tar', Buffer.alloc(2048, 'x')), data]],
  [
    'no control file',
    'DEB_MALFORMED',
    [binary, member('control.tar', await tarOf({ './md5sums': '' })), data],
  ],
  [
    'two paragraphs',
    'DEB_MALFORMED',
    [binary, member('control.tar', await tarOf({ control: `${CONTROL}\nA: b\n` })), data],
  ],
  [
    'no version',
    'DEB822_SYNTAX',
    [binary, member('control.tar', await tarOf({ control: 'Package: a\n' })), data],
  ],
  [
    'no control syntax',
    'DEB822_SYNTAX',
    [binary, member('control.tar', await tarOf({ control: 'hello\n' })), data],
  ],
];
for (const [name, code, members] of malformed) {
  test(`refuses: ${name}`, () =>
    withTempDir(async (dir) => {
      const deb = join(dir, 'bad.deb');
      writeFileSync(deb, encodeAr(members));
      const error = (await readDebControl(run, deb).catch((reason: unknown) => reason)) as BuildError;
      assert.is(error.code, code, String(error));
    }));
}

// Fields become folders and file names of the repository.
for (const [field, value] of [
  ['Package', '../../x'],
  ['Package', 'Upper'],
  ['Version', '1/../../x'],
  ['Version', 'x1'],
  ['Architecture', '../amd64'],
  ['Source', '../../../x'],
  ['Source', 'a b'],
] as const) {
  test(`refuses ${field}: ${value}`, () =>
    withTempDir(async (dir) => {
      const lines = CONTROL.split('\n').filter((line) => !line.startsWith(`${field}:`));
      const control = await tarOf({ control: [`${field}: ${value}`, ...lines].join('\n') });
      const deb = join(dir, 'bad.deb');
      writeFileSync(deb, encodeAr([binary, member('control.tar', control), data]));
      const error = (await readDebControl(run, deb).catch((reason: unknown) => reason)) as BuildError;
      assert.is(error.code, 'DEB_MALFORMED');
      assert.match(error.message, `Bad ${field} "${value}"`);
    }));
}

test('readRollDebs() makes an index paragraph, and leaves other architectures out', () =>
  withTempDir(async (dir) => {
    const deb = build(dir, CONTROL);
    const context = createDistroContext({ cacheDir: dir, environment: {} });
    const [thing] = await readRollDebs(context, 'amd64', [{ roll: 'r', files: [deb] }]);
    const { sha256, sizeBytes } = await hashFile(deb);
    assert.is(sizeBytes, readFileSync(deb).length);
    assert.equal(
      [...thing!.stanza]
        .map(([field, value]) => `${field}: ${value}`)
        .filter((line) => !line.startsWith('MD5')),
      [
        'Package: thing',
        'Version: 1:2.0',
        'Architecture: amd64',
        'Maintainer: M <m@example.org>',
        'Description: a\n b',
        'Filename: thing_2.0_amd64.deb',
        `Size: ${sizeBytes}`,
        `SHA256: ${sha256}`,
      ],
    );
    assert.equal(await readRollDebs(context, 'arm64', [{ roll: 'r', files: [deb] }]), []);
  }));

test.run();
