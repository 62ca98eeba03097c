import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Effects } from '../../../builder/boot/machine/effects.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { sealImage } from '../../../builder/media/images/seal-image.ts';
import { debconf } from '../../fakes/tiny-installation.ts';
import { type VouchedMedium, withVouchedMedium } from '../../fakes/vouched-medium.ts';

const DEVICE = '/run/cairn/device';
const IMAGE_BYTES = 3_000_000;
const SEAL = IMAGE_BYTES - 128 * 1024;

/** With room for its seal, and for what says where that is. */
const composeImage = (): Buffer => Buffer.alloc(IMAGE_BYTES, 'cairn').fill(0, 32_768, 40_960).fill(0, SEAL);

/** The medium is mounted already; its device is a file. */
function machineOf({ effects }: VouchedMedium, device = DEVICE): Effects {
  return {
    ...effects,
    run(argv, options) {
      if (argv[0] === 'blkid') options?.onLine?.(device);
      return ['blkid', 'mount', 'umount', 'udevadm'].includes(argv[0]!) ? 0 : effects.run(argv, options);
    },
  };
}

/** @returns exit status of the check, and what consoles show */
async function check(
  change: (image: Buffer, medium: VouchedMedium) => void,
  isSealed = true,
): Promise<readonly [number, string]> {
  let result: readonly [number, string] = [-1, ''];
  await withVouchedMedium(async (medium) => {
    const device = join(medium.place('..'), 'device');
    writeFileSync(device, composeImage());
    if (isSealed) await sealImage(device, { title: 'Cairn test 1' });
    const sealed = readFileSync(device);
    change(sealed, medium);
    // A stick is larger than its image
    writeFileSync(device, Buffer.concat([sealed, Buffer.alloc(1000, 1)]));
    const effects = machineOf(medium);
    const status = runStep('check', effects, debconf().client);
    if (status === 0) assert.is(effects.read(PATHS.checked), '');
    result = [status, effects.read(PATHS.progress) ?? ''];
  });
  return result;
}

function flip(image: Buffer, at: number): void {
  image[at]! ^= 1;
}
const damageBase = (medium: VouchedMedium): void => writeFileSync(medium.place('cairn/base.tar.zst'), 'x');
const test = suite('"Check this medium"');
test('reads each byte, shows a bar, and ends with a verdict', async () => {
  const [status, said] = await check(() => {});
  assert.is(status, 0, said);
  assert.match(said, /Cairn: \[#{19}\.\] {2}95 %\n/);
  assert.match(
    said,
    /THE MEDIUM IS RIGHT: each of its 3000000 bytes is as it was made\n.*Press Enter to restart/,
  );
});
test('finds what is damaged outside of files, wherever it is', async () => {
  for (const at of [0, 40_000, IMAGE_BYTES - 1, SEAL + 20, SEAL + 300, SEAL + 65_535]) {
    const [status, said] = await check((image) => flip(image, at));
    assert.is(status, 1, `byte ${at}: ${said}`);
    assert.match(said, /FAILED\n.*The medium is damaged, though each of its files is right/);
  }
});
test('names files that are damaged', async () => {
  const [status, said] = await check((image, medium) => {
    flip(image, 1_000_000);
    damageBase(medium);
  });
  assert.is(status, 1);
  assert.match(
    said,
    /Comparing file by file\n[\s\S]*FAILED\n.*The medium is damaged: cairn\/base\.tar\.zst\n/,
  );
});
test('of a stick, whose file system begins with its first partition too, the whole is read', async () => {
  for (const at of [undefined, 40_000])
    await withVouchedMedium(async (medium) => {
      const disk = medium.place('../../../dev/sda');
      mkdirSync(dirname(disk), { recursive: true });
      writeFileSync(disk, composeImage());
      await sealImage(disk, { title: 'Cairn test 1' });
      const sealed = readFileSync(disk);
      if (at !== undefined) flip(sealed, at);
      writeFileSync(disk, sealed);
      writeFileSync(`${disk}1`, sealed.subarray(32_768));
      medium.effects.write('/sys/block/sda/sda1/partition', '1\n');
      const here = (device: string): string => medium.place(`../../..${device}`);
      const effects: Effects = {
        ...machineOf(medium, '/dev/sda1'),
        readBytes: (device, ...rest) => medium.effects.readBytes(here(device), ...rest),
        hashRange: (device, ...rest) => medium.effects.hashRange(here(device), ...rest),
      };
      const status = runStep('check', effects, debconf().client);
      const said = effects.read(PATHS.progress) ?? '';
      assert.is(status, at === undefined ? 0 : 1, said);
      assert.match(
        said,
        at === undefined ? /each of its 3000000 bytes/ : /The medium is damaged, though each/,
      );
    });
});
test('without a seal its files are compared', async () => {
  const [status, said] = await check(() => {}, false);
  assert.is(status, 0, said);
  assert.match(said, /THE MEDIUM IS RIGHT: each file of it is as it was made/);
  assert.is((await check((_, medium) => damageBase(medium), false))[0], 1);
  const [bare, why] = await check((_, { effects }) => effects.remove(PATHS.pledge), false);
  assert.is(bare, 1);
  assert.match(why, /The medium cannot be checked/);
});
test.run();
