import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { burnImage } from '../../../builder/media/burn/burn-image.ts';
import { composeManifest } from '../../../builder/media/manifest/compose-manifest.ts';
import { verifyMedia } from '../../../builder/media/verify/verify.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { withFolder } from './folder.ts';

const about = {
  ...{ name: 'm', version: '1', architecture: 'amd64', os: 'debian-13', builtWith: '0', sourceDateEpoch: 0 },
  inputs: [],
  stages: [],
};

/** An output of two files with its lists. */
async function compose(folder: string): Promise<void> {
  mkdirSync(join(folder, 'netboot'));
  writeFileSync(join(folder, 'm.iso'), 'image');
  writeFileSync(join(folder, 'netboot/vmlinuz'), 'kernel');
  await composeManifest(folder, about);
}

async function problemsOf(path: string): Promise<string[]> {
  const error = await verifyMedia(path).catch((thrown: unknown) => thrown);
  return error instanceof BuildError
    ? error.problems.map((problem) => `${problem.code} ${problem.message}`)
    : [];
}

const test = suite('verifyMedia()');
test('an untouched output is right: as a folder, by its list, and one file alone', async () => {
  await withFolder(async (folder) => {
    await compose(folder);
    assert.is((await verifyMedia(folder)).length, 3, 'the manifest too');
    assert.is((await verifyMedia(join(folder, 'SHA256SUMS'))).length, 3);
    assert.equal(await verifyMedia(join(folder, 'm.iso')), [{ path: join(folder, 'm.iso'), sizeBytes: 5 }]);
    assert.is(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).files.length, 2);
  });
});
test('every changed or missing file is named', async () => {
  await withFolder(async (folder) => {
    await compose(folder);
    writeFileSync(join(folder, 'm.iso'), 'imagE');
    writeFileSync(join(folder, 'netboot/vmlinuz'), '');
    const problems = await problemsOf(folder);
    assert.is(problems.length, 2);
    assert.match(problems[0]!, /^MEDIA_MISMATCH "m.iso" has SHA-256 /);
  });
});
test('a file that no list names cannot be verified', async () => {
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'x.iso'), '');
    assert.match((await problemsOf(join(folder, 'x.iso'))).join(), /^MEDIA_UNLISTED No checksums at /);
    await compose(folder);
    writeFileSync(join(folder, 'y.iso'), '');
    assert.match((await problemsOf(join(folder, 'y.iso'))).join(), /^MEDIA_UNLISTED "y.iso" is not listed/);
  });
});
test.run();

const burn = suite('burnImage()');
burn('writes the image over the beginning and leaves the rest', async () => {
  await withFolder(async (folder) => {
    const [image, target] = [join(folder, 'image'), join(folder, 'target')];
    const bytes = Buffer.alloc(9_000_001, 'cairn');
    writeFileSync(image, bytes);
    writeFileSync(target, Buffer.alloc(9_500_000, 1));
    const seen: number[] = [];
    await burnImage(image, target, (done, total) => seen.push(done / total));
    const found = readFileSync(target);
    assert.is(Buffer.compare(found.subarray(0, bytes.length), bytes), 0);
    assert.ok(found.subarray(bytes.length).every((byte) => byte === 1));
    assert.is(seen.at(-1), 1);
    assert.equal(seen, [...seen].sort());
  });
});
burn('a device that cannot be written fails', async () => {
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'image'), 'x');
    truncateSync(join(folder, 'image'), 10);
    const error = await burnImage(join(folder, 'image'), join(folder, 'no')).catch(
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BuildError && error.code === 'FILE_UNWRITABLE');
  });
});
burn.run();
