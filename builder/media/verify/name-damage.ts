import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { run } from '../../io/mod.ts';
import { parseReleaseList, RELEASE_LIST } from '../../model/mod.ts';
import { readRange } from '../images/seal-image.ts';

/** Block of an ISO image. */
const BLOCK_BYTES = 2048;
const LIST = `cairn/${RELEASE_LIST}`;

interface Extent {
  readonly from: number;
  readonly sizeBytes: number;
}

/**
 * Which files of a damaged image are other ones than the list in it says, for people: whether the image is right has been
 * decided by its seal.
 *
 * @returns none where xorriso is not there, cannot read the image, or the damage is elsewhere
 */
export async function nameDamage(file: FileHandle, path: string): Promise<readonly string[]> {
  const argv = [
    'xorriso',
    '-indev',
    `stdio:${path}`,
    '-find',
    '/',
    '-type',
    'f',
    '-exec',
    'report_lba',
    '--',
  ];
  const found = await run(argv).catch(() => undefined);
  const extents = readExtents(found?.stdout ?? '');
  const list = extents.get(LIST);
  if (list === undefined) return [];
  const damaged: string[] = [];
  for (const { path: name, sha256 } of parseList((await readExtent(file, list)).toString('utf8'))) {
    const extent = extents.get(name);
    if (extent === undefined || (await hashExtent(file, extent)) !== sha256) damaged.push(name);
  }
  return damaged;
}

/** xorriso's lines `File data lba:  0 , 3231 , 98386 , 201494013 , '/cairn/base.tar.zst'`: the third number counts bytes. */
function readExtents(text: string): ReadonlyMap<string, Extent> {
  const lines = text.matchAll(/^File data lba: +\d+ , +(\d+) , +\d+ , +(\d+) , '\/(.*)'$/gm);
  return new Map(
    [...lines].map(([, block, size, path]) => [
      path!,
      { from: Number(block) * BLOCK_BYTES, sizeBytes: Number(size) },
    ]),
  );
}

function parseList(text: string): ReturnType<typeof parseReleaseList>['files'] {
  try {
    return parseReleaseList(text, LIST).files;
  } catch {
    return [];
  }
}

async function readExtent(file: FileHandle, { from, sizeBytes }: Extent): Promise<Buffer> {
  const bytes = Buffer.alloc(sizeBytes);
  const { bytesRead } = await file.read(bytes, 0, sizeBytes, from);
  return bytes.subarray(0, bytesRead);
}

async function hashExtent(file: FileHandle, { from, sizeBytes }: Extent): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readRange(file, from, from + sizeBytes)) hash.update(chunk);
  return hash.digest('hex');
}
