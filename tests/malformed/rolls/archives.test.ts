import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { find7z } from '../../../builder/rolls/archive/find-7z.ts';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { readRoll } from '../../../builder/rolls/mod.ts';
import { unpackLimits } from '../../../builder/rolls/archive/unpack-limits.ts';
import { encodeZip, type TarEntry, writeTar } from '../../fakes/archives.ts';
import { openUnpackSink } from '../../../builder/rolls/archive/unpack-sink.ts';

const refused = async (file: string): Promise<string> => {
  const cache = `${file}.cache`;
  try {
    await readRoll(file, cache);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    assert.is(error.exitCode, 1, error.message);
    // Nothing of a refused archive stays.
    assert.equal(await readdir(join(cache, 'rolls')), []);
    return error.problems[0]!.message;
  }
  throw new Error(`${file} was accepted`);
};

const test = suite<{ dir: string }>('hostile roll archives');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const tars: readonly (readonly [string, RegExp, readonly TarEntry[]])[] = [
  ['parent folder', /leaves the archive/, [{ name: '../evil' }]],
  ['parent folder in the middle', /leaves the archive/, [{ name: 'nodes/../../evil' }]],
  ['absolute path', /absolute path/, [{ name: '/tmp/evil' }]],
  ['backslash', /backslash/, [{ name: 'nodes\\..\\evil' }]],
  ['control character', /control character/, [{ name: 'nodes/a\nb' }]],
  ['link outside', /link that leaves/, [{ name: 'include', type: 'symlink', linkname: '/etc' }]],
  ['link above', /link that leaves/, [{ name: 'a/b', type: 'symlink', linkname: '../../etc' }]],
  [
    'file through a link',
    /earlier entry/,
    [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'a/evil' }],
  ],
  ['hard link outside', /link that leaves/, [{ name: 'a', type: 'link', linkname: '../../etc/passwd' }]],
  ['hard link to nothing', /not there/, [{ name: 'a', type: 'link', linkname: 'b' }]],
  ['device', /block-device/, [{ name: 'disk', type: 'block-device' }]],
  ['fifo', /fifo/, [{ name: 'pipe', type: 'fifo' }]],
  ['same name twice', /earlier entry/, [{ name: 'a' }, { name: './a' }]],
  ['file as folder', /file as its folder/, [{ name: 'a' }, { name: 'a/b' }]],
  ['link in a circle', /leads nowhere/, [{ name: 'roll.yaml' }, { name: 'a', type: 'symlink', linkname: 'a' }]],
];
for (const [what, message, entries] of tars) {
  test(`tar: ${what}`, async ({ dir }) => {
    const file = join(dir, 'x.tar');
    await writeTar(file, entries);
    assert.match(await refused(file), message);
    assert.equal((await readdir(dir)).sort(), ['x.tar', 'x.tar.cache']);
  });
}

const zips: readonly (readonly [string, RegExp, Parameters<typeof encodeZip>[0]])[] = [
  ['parent folder', /invalid relative path|leaves/, [{ name: '../evil', text: 'x' }]],
  ['absolute path', /absolute path/, [{ name: '/tmp/evil', text: 'x' }]],
  ['backslash', /invalid characters|backslash/, [{ name: 'a\\b', text: 'x' }]],
  ['link outside', /link that leaves/, [{ name: 'a', text: '/etc/passwd', mode: 0o120777 }]],
  ['endless link', /link that leaves/, [{ name: 'a', text: 'x'.repeat(9000), mode: 0o120777 }]],
  ['same name twice', /earlier entry/, [{ name: 'a', text: 'x' }, { name: 'a', text: 'y' }]],
];
for (const [what, message, entries] of zips) {
  test(`zip: ${what}`, async ({ dir }) => {
    const file = join(dir, 'x.zip');
    await writeFile(file, encodeZip(entries));
    assert.match(await refused(file), message);
  });
}

test('zip: the archives made here are sound otherwise', async ({ dir }) => {
  const file = join(dir, 'x.zip');
  await writeFile(file, encodeZip([{ name: 'nodes/a.xml', text: '<node/>', mode: 0o100755 }]));
  const roll = await readRoll(file, join(dir, 'cache'));
  assert.equal(roll.source.files, [{ path: 'nodes/a.xml', text: '<node/>' }]);
  assert.is((await lstat(join(roll.folder, 'nodes/a.xml'))).mode & 0o777, 0o755);
});

test('7z: a link is refused', async ({ dir }) => {
  await mkdir(join(dir, 'roll/nodes'), { recursive: true });
  await run(['ln', '-s', '/etc/passwd', join(dir, 'roll/nodes/evil.xml')]);
  await run([await find7z(), 'a', '-snl', 'x.7z', 'roll'], { cwd: dir });
  assert.match(await refused(join(dir, 'x.7z')), /do not keep/);
});

test('7z: a password is not asked for', async ({ dir }) => {
  await writeFile(join(dir, 'roll.yaml'), 'name: x');
  await run([await find7z(), 'a', '-psecret', '-mhe=on', 'hidden.7z', 'roll.yaml'], { cwd: dir });
  await run([await find7z(), 'a', '-psecret', 'shown.7z', 'roll.yaml'], { cwd: dir });
  assert.match(await refused(join(dir, 'hidden.7z')), /Cannot read this 7z archive/);
  assert.match(await refused(join(dir, 'shown.7z')), /a password/);
});

test('iso: a link that leaves the roll is refused', async ({ dir }) => {
  await mkdir(join(dir, 'roll/nodes'), { recursive: true });
  await run(['ln', '-s', '/etc/passwd', join(dir, 'roll/nodes/evil.xml')]);
  await run(['xorriso', '-as', 'mkisofs', '-r', '-o', 'x.iso', 'roll'], { cwd: dir });
  assert.match(await refused(join(dir, 'x.iso')), /link that leaves/);
});

for (const [name, compress] of [
  ['x.tar', undefined],
  ['x.tar.gz', ['gzip', '-k', 'x.tar']],
  ['x.tar.xz', ['xz', '-k', 'x.tar']],
  ['x.tar.zst', ['zstd', '-q', 'x.tar']],
] as const) {
  test(`${name}: cut off anywhere is an error, never a crash`, async ({ dir }) => {
    await writeTar(join(dir, 'x.tar'), [{ name: 'nodes/a.xml' }, { name: 'nodes/b.xml' }]);
    if (compress !== undefined) await run(compress, { cwd: dir });
    const bytes = await readFile(join(dir, name));
    for (const length of [bytes.length - 1, Math.floor(bytes.length / 2), 300].filter((n) => n < bytes.length)) {
      const file = join(dir, `cut-${length}`);
      await writeFile(file, bytes.subarray(0, length));
      await refused(file);
    }
  });
}

test('more than a limit is not unpacked', async ({ dir }) => {
  const sink = openUnpackSink('x.tar', dir, { bytes: 1000, entries: 10 });
  await sink.addFile('a', 0, Readable.from([Buffer.alloc(900)]));
  let message = '';
  await sink.addFile('b', 0, Readable.from([Buffer.alloc(101)])).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, 'Unpacks to more than 1000 bytes');
  assert.is(unpackLimits(1).bytes, 256 * 2 ** 20);
  assert.is(unpackLimits(10 * 2 ** 20).bytes, 1000 * 2 ** 20);
  assert.is(unpackLimits(2 ** 40).bytes, 16 * 2 ** 30);
});

test.run();
