import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createJudge } from '../../../builder/build/release/judge-statement.ts';
import { signStatements } from '../../../builder/build/release/sign-statement.ts';
import { createDistroContext, siteSigner } from '../../../builder/distro/mod.ts';
import { makeSiteKey } from '../../../builder/distro/repository/site-key.ts';
import { composeIso } from '../../../builder/media/images/iso.ts';
import type { JudgeStatement, SignStatement } from '../../../builder/media/mod.ts';
import { verifyMedia } from '../../../builder/media/verify/verify.ts';
import { BuildError, parseSealLocator, SEAL_BYTES, SEAL_LOCATOR } from '../../../builder/model/mod.ts';
import { writeMedium } from '../../fakes/medium.ts';
import { amd64, arm64, composeImage } from './fake-image.ts';
import { withFolder } from './folder.ts';

interface Place {
  readonly folder: string;
  /** Path of a sealed image. */
  readonly image: string;
  readonly bytes: Buffer;
  readonly sign: SignStatement;
  /** File with the public key that signed it. */
  readonly key: string;
}

async function withImage(work: (place: Place) => Promise<void>, platform = amd64): Promise<void> {
  await withFolder(async (folder) => {
    const distro = createDistroContext({ keysDir: join(folder, 'keys') });
    const sign = signStatements(siteSigner(distro), 1_700_000_000);
    const key = join(folder, 'key.pgp');
    writeFileSync(key, (await makeSiteKey(distro)).publicKey);
    mkdirSync(join(folder, 'pool'));
    writeFileSync(join(folder, 'pool/a_1.deb'), Buffer.alloc(700_000, 'package'));
    const bytes = await composeImage(folder, 'image', platform, { title: 'Cairn test 1', sign });
    await work({ folder, image: join(folder, 'image.iso'), bytes, sign, key });
  });
}

async function problemsOf(path: string, judge?: JudgeStatement): Promise<string> {
  const error = await verifyMedia(path, judge).catch((thrown: unknown) => thrown);
  return error instanceof BuildError
    ? error.problems.map(({ code, message }) => `${code} ${message}`).join('\n')
    : '';
}

/** Numbers that look thrown, the same in each run. */
function draw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sealOf = (bytes: Buffer): number =>
  parseSealLocator(bytes.toString('latin1', SEAL_LOCATOR.offset, SEAL_LOCATOR.offset + SEAL_LOCATOR.length))!;

const test = suite('the seal of an image');
for (const platform of [amd64, arm64])
  test(`${platform.name}: an image that lies alone is right, and says who made it`, async () => {
    await withImage(async ({ image, bytes, key }) => {
      assert.equal(await verifyMedia(image), [{ path: image, sizeBytes: bytes.length }]);
      const { judge, signers, doubts } = createJudge([key]);
      await verifyMedia(image, judge);
      assert.equal([signers.size, doubts.length], [1, 0]);
    }, platform);
  });
test('two hundred flipped bits are found, wherever they are, without any key', async () => {
  await withImage(async ({ folder, bytes }) => {
    const flipped = join(folder, 'flipped.iso');
    const seal = sealOf(bytes);
    const random = draw(1);
    // Boot sector, partition tables, volume descriptors, the seal, all that is before and behind it
    const regions: readonly (readonly [string, number, number])[] = [
      ['boot sector', 0, 512],
      ['partition table', 512, 17_408],
      ['volume descriptors', 32_768, 40_960],
      ['where the seal is said', SEAL_LOCATOR.offset, SEAL_LOCATOR.offset + SEAL_LOCATOR.length],
      ['everything', 0, bytes.length],
      ['the text of the seal', seal, seal + 700],
      ['the place of the seal', seal, seal + SEAL_BYTES],
      ['behind the seal', seal + SEAL_BYTES, bytes.length],
    ];
    for (let count = 0; count < 200; count += 1) {
      const [name, from, to] = regions[count % regions.length]!;
      const at = from + random(to - from);
      const bit = 1 << random(8);
      bytes[at]! ^= bit;
      writeFileSync(flipped, bytes);
      const found = await problemsOf(flipped);
      assert.match(found, /^MEDIA_(?:MISMATCH|UNLISTED) /, `${name}: bit ${bit} of byte ${at}`);
      bytes[at]! ^= bit;
    }
    writeFileSync(flipped, bytes);
    assert.is(await problemsOf(flipped), '');
  });
});
test('a stick holds more than the image, and is read as far as the image goes', async () => {
  await withImage(async ({ folder, image, bytes }) => {
    const stick = join(folder, 'stick');
    writeFileSync(stick, bytes);
    appendFileSync(stick, Buffer.alloc(3_000_001, 0xff));
    assert.equal(await verifyMedia(stick), [{ path: stick, sizeBytes: bytes.length }]);
    for (const length of [bytes.length - 1, bytes.length - 100_000, 1_000_000, 33_000, 0]) {
      writeFileSync(stick, bytes.subarray(0, length));
      assert.match(await problemsOf(stick), /^MEDIA_(?:MISMATCH|UNLISTED) /, String(length));
    }
    assert.equal(readFileSync(image), bytes);
  });
});
test('what somebody else sealed, or nobody, is whole and not trusted', async () => {
  await withImage(async ({ folder, image, bytes, key }) => {
    const distro = createDistroContext({ keysDir: join(folder, 'other') });
    const otherKey = join(folder, 'other.pgp');
    writeFileSync(otherKey, (await makeSiteKey(distro)).publicKey);
    const stranger = createJudge([otherKey]);
    await verifyMedia(image, stranger.judge);
    assert.match(stranger.doubts.join(), /is signed by the key [0-9A-F]{16}, which is not known here/);
    const other = await composeImage(folder, 'bare', amd64, { title: 'Cairn test 1' });
    assert.is(other.length, bytes.length);
    const nobody = createJudge([key]);
    await verifyMedia(join(folder, 'bare.iso'), nobody.judge);
    assert.match(nobody.doubts.join(), /is signed by nobody/);
    // The seal of one image in another one
    const seal = sealOf(bytes);
    other.set(bytes.subarray(seal, seal + SEAL_BYTES), seal);
    other[500_000]! ^= 1;
    writeFileSync(join(folder, 'bare.iso'), other);
    assert.match(
      await problemsOf(join(folder, 'bare.iso'), createJudge([key]).judge),
      /^MEDIA_MISMATCH The first /,
    );
  });
});
test('files of a release that are damaged are named', async () => {
  await withFolder(async (folder) => {
    const medium = join(folder, 'medium');
    await writeMedium(medium, join(folder, 'keys'), { packages: { one: '1', two: '2' } });
    const image = join(folder, 'image.iso');
    const start = { isohybridMbr: join(folder, 'packages/isolinux/usr/lib/ISOLINUX/isohdpfx.bin') };
    mkdirSync(join(folder, 'pool'));
    await composeImage(folder, 'other', amd64);
    const trees = [
      { at: '/', from: medium },
      { at: '/isolinux', from: join(folder, 'other/isolinux') },
      { at: '/boot', from: join(folder, 'other/boot') },
    ];
    await composeIso({
      ...{ trees, label: 'CAIRN_TEST', start, epochSeconds: 0, out: image },
      seal: { title: 'x' },
    });
    const bytes = readFileSync(image);
    const at = bytes.indexOf('two 2 ');
    assert.ok(at > 0);
    bytes[at + 500]! ^= 1;
    writeFileSync(image, bytes);
    const lines = (await problemsOf(image)).split('\n');
    assert.equal(lines.slice(1), [
      'MEDIA_MISMATCH "cairn/distribution/pool/main/two_2_amd64.deb" in it is damaged',
    ]);
  });
});
test('a list beside an image must name this one', async () => {
  await withImage(async ({ folder, image }) => {
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  image.iso\n`);
    assert.match(await problemsOf(image), /^MEDIA_MISMATCH "image.iso" has SHA-256 /);
  });
});
test.run();
