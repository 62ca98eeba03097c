// Time limit: 10 minutes
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DistroContext, readRollDebs } from '../../../../builder/distro/mod.ts';
import { digestFile, run, withTempDir } from '../../../../builder/io/mod.ts';
import { encodeDeb } from '../../../fakes/deb.ts';

// Vendors' bundles are larger than 2 GiB, which is the most that Node reads at once. The files here are sparse.

const test = suite('a package larger than 2 GiB');
const BIG = 2 ** 31 + 1024;
const AR_HEADER_BYTES = 60;

/** A .deb whose last member is blown up by a hole. */
async function writeBigDeb(path: string): Promise<void> {
  const small = Buffer.from(await encodeDeb({ name: 'vendor-bundle', version: '1.0', arch: 'amd64' }));
  const at = small.lastIndexOf('data.tar');
  small.write(String(BIG).padEnd(10), at + 48, 'latin1'); // 48 - size
  await writeFile(path, small.subarray(0, at + AR_HEADER_BYTES));
  await truncate(path, at + AR_HEADER_BYTES + BIG);
}

test('is read where it lies: its control file alone, and its digests in pieces', () =>
  withTempDir(async (dir) => {
    const deb = join(dir, 'vendor-bundle.deb');
    await writeBigDeb(deb);
    const context = { run, cacheDir: join(dir, 'cache') } as DistroContext;
    const [item] = await readRollDebs(context, 'amd64', [{ roll: 'big', files: [deb] }]);
    assert.equal([item?.name, item?.version, item?.arch], ['vendor-bundle', '1.0', 'amd64']);
    assert.ok((item?.sizeBytes ?? 0) > 2 ** 31);
    assert.match(item?.stanza.get('MD5sum') ?? '', /^[0-9a-f]{32}$/);
  }));

test('a cut one is told by the size that its header claims', () =>
  withTempDir(async (dir) => {
    const deb = join(dir, 'cut.deb');
    await writeBigDeb(deb);
    await truncate(deb, 2 ** 31);
    const failed = await readRollDebs({ run, cacheDir: join(dir, 'cache') } as DistroContext, 'amd64', [
      { roll: 'big', files: [deb] },
    ]).catch((error: Error) => error.message);
    assert.match(String(failed), /member "data.tar" is cut off/);
  }));

test('files of a package tree are digested in pieces, as they would be whole', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'file');
    await writeFile(file, 'hello\n');
    const { digests, sizeBytes } = await digestFile(file, ['md5', 'sha256']);
    assert.is(digests.md5, 'b1946ac92492d2347c6235b4d2611184');
    assert.is(digests.sha256, '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03');
    assert.is(sizeBytes, 6);
  }));

test.run();
