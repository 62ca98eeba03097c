import { createWriteStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { find7z } from '../../../builder/rolls/archive/find-7z.ts';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { readRoll } from '../../../builder/rolls/mod.ts';
import { openUnpackSink, unpackLimit } from '../../../builder/rolls/archive/unpack-sink.ts';

type Entry = Partial<Header> & { readonly name: string };

async function writeTar(file: string, entries: readonly Entry[]): Promise<void> {
  const tar = pack();
  const written = pipeline(Readable.from(tar), createWriteStream(file));
  for (const entry of entries) tar.entry({ mtime: new Date(0), ...entry }, entry.type === undefined ? 'x' : '');
  tar.finalize();
  await written;
}

/** A zip of stored entries, byte by byte: tools refuse to make such archives. */
function encodeZip(entries: readonly { readonly name: string; readonly text: string; readonly mode?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o100644 } of entries) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14); // packed
    common.writeUInt32LE(data.length, 18); // unpacked
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6); // external attributes
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, path]));
    locals.push(local);
    offset += local.length;
  }
  const size = central.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

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

const tars: readonly (readonly [string, RegExp, readonly Entry[]])[] = [
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
  assert.match(await refused(join(dir, 'x.iso')), /leaves the roll/);
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
  const sink = openUnpackSink('x.tar', dir, 1000);
  await sink.addFile('a', 0, Readable.from([Buffer.alloc(900)]));
  let message = '';
  await sink.addFile('b', 0, Readable.from([Buffer.alloc(101)])).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, 'Unpacks to more than 1000 bytes');
  assert.is(unpackLimit(1), 256 * 2 ** 20);
  assert.is(unpackLimit(10 * 2 ** 20), 1000 * 2 ** 20);
  assert.is(unpackLimit(2 ** 40), 16 * 2 ** 30);
});

test.run();
