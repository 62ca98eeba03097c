import { stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  type ContentFile,
  digestOnce,
  type KeptPlace,
  keepMade,
  linkOrCopy,
  run,
  stampTools,
} from '../../io/mod.ts';
import { collectFolders } from './collect-folders.ts';

const SECTOR_BYTES = 512;
/** Room for the FAT itself and the folders. */
const SPARE_BYTES = 256 * 1024;
/** mformat wants whole tracks of 32 sectors. */
const TRACK_SECTORS = 32;

export interface EfiImageInput {
  readonly cache: KeptPlace;
  /** Files by their path in the image: "EFI/BOOT/...". */
  readonly files: ReadonlyMap<string, string>;
  readonly epochSeconds: number;
  readonly out: string;
}

/** Writes a FAT image for El Torito and the EFI system partition, just large enough; same input, same bytes. */
export async function composeEfiImage(input: EfiImageInput): Promise<void> {
  const files: (readonly [string, ContentFile])[] = [];
  for (const [path, file] of [...input.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    files.push([path, { file, sha256: (await digestOnce(file)).sha256 }]);
  const made = await keepMade(input.cache, {
    kind: 'efi-images',
    inputs: {
      files,
      epochSeconds: input.epochSeconds,
      versions: await stampTools(['mformat', 'mmd', 'mcopy']),
    },
    shape: v.null_(),
    make: writeImage,
  });
  await linkOrCopy(made.files[IMAGE]!.file, input.out);
}

const IMAGE = 'efi.img';

async function writeImage(
  {
    files,
    epochSeconds,
  }: { readonly files: readonly (readonly [string, ContentFile])[]; readonly epochSeconds: number },
  dir: string,
): Promise<null> {
  let bytes = SPARE_BYTES;
  for (const [, { file }] of files) bytes += (await stat(file)).size + 4096;
  const sectors = Math.ceil(bytes / SECTOR_BYTES / TRACK_SECTORS) * TRACK_SECTORS;
  const image = join(dir, IMAGE);
  // mtools takes every date from SOURCE_DATE_EPOCH; the serial number would come from the clock.
  const env = { SOURCE_DATE_EPOCH: String(epochSeconds), TZ: 'UTC', MTOOLS_SKIP_CHECK: '1' };
  const geometry = ['-T', String(sectors), '-h', '1', '-s', String(TRACK_SECTORS)];
  await writeFile(image, '');
  await truncate(image, sectors * SECTOR_BYTES);
  await run(['mformat', '-i', image, ...geometry, '-N', '0CA19000', '-v', 'CAIRN_EFI', '::'], { env });
  for (const folder of collectFolders(files.map(([path]) => path)))
    await run(['mmd', '-i', image, `::/${folder}`], { env });
  for (const [path, { file }] of files) await run(['mcopy', '-i', image, file, `::/${path}`], { env });
  return null;
}
