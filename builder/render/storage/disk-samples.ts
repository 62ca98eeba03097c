/** A stretch of a disk, in bytes. */
export interface DiskSample {
  readonly offset: number;
  readonly length: number;
}

/** Where a disk is looked at before it is called empty. */
export interface DiskSamples {
  /** Both ends, and every place where a known kind of content keeps something to know it by. */
  readonly places: readonly DiskSample[];
  /** Spread over all of it, for content that nobody knows: a raw database, encrypted data. */
  readonly spread: readonly DiskSample[];
}

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Holds GPTs, md 0.90 and 1.x, LVM, ZFS labels, DDF and vendors' RAID, LUKS, and the heads of most file systems. */
const EDGE_BYTES = 2 * MIB;
const SAMPLE_BYTES = 4 * KIB;
const SPREAD_COUNT = 192;
/** A disk's own start, and where partitions start since 2009. */
const BASES = [0, MIB];
/** Block groups of ext2 to ext4 with a copy of the superblock: powers of 3, 5 and 7. */
const EXT_GROUPS = [1, 3, 5, 7, 9, 25, 27, 49, 81, 125, 243, 343];

/** Distances from the start of a file system. */
const SIGNATURES: readonly number[] = [
  // ext: a group has as many blocks as a block has bits; of 4, 2 and 1 KiB (there the first block comes before)
  ...EXT_GROUPS.map((group) => group * 128 * MIB),
  ...EXT_GROUPS.slice(0, 6).map((group) => group * 16 * MIB),
  ...EXT_GROUPS.slice(0, 6).map((group) => group * 8 * MIB + KIB),
  // btrfs: copies of the superblock
  64 * MIB,
  256 * GIB,
  2 ** 50,
  // LUKS2: copies of the header
  2 * MIB,
  4 * MIB,
  // NTFS: the table of files
  3 * GIB,
];

/**
 * Plans where to read a disk that shows no signature. The number of places does not grow with the disk, and they are
 * in order, so that a slow disk needs some two seconds.
 *
 * @param hasTable an empty GPT may lie at both ends
 */
export function planDiskSamples(
  sizeBytes: number,
  sectorBytes: number,
  { hasTable = false }: { readonly hasTable?: boolean } = {},
): DiskSamples {
  // Protective MBR, header, 128 entries; the copy at the end has no MBR.
  const entriesBytes = Math.ceil((16 * KIB) / sectorBytes) * sectorBytes;
  const start = hasTable ? 2 * sectorBytes + entriesBytes : 0;
  const end = sizeBytes - (hasTable ? sectorBytes + entriesBytes : 0);
  const clip = (offset: number, length: number): DiskSample => {
    const from = Math.min(Math.max(offset, start), end);
    return { offset: from, length: Math.max(0, Math.min(offset + length, end) - from) };
  };
  const inside = BASES.flatMap((base) => SIGNATURES.map((distance) => base + distance)).filter(
    (offset) => offset >= EDGE_BYTES && offset < end - EDGE_BYTES,
  );
  const places = [
    clip(0, EDGE_BYTES),
    ...[...new Set(inside)].sort((a, b) => a - b).map((offset) => clip(alignDown(offset), SAMPLE_BYTES)),
    clip(sizeBytes - EDGE_BYTES, EDGE_BYTES),
  ];
  return { places: places.filter(({ length }) => length > 0), spread: spreadOver(start, end) };
}

function spreadOver(start: number, end: number): DiskSample[] {
  const step = (end - start) / SPREAD_COUNT;
  if (step < 2 * SAMPLE_BYTES) return [];
  // Not at equal distances, which content might have too; always the same, so that a plan can be repeated.
  let noise = 1;
  return Array.from({ length: SPREAD_COUNT }, (_, index) => {
    noise = (noise * 48_271) % 2_147_483_647;
    const within = Math.floor((noise / 2_147_483_647) * (step - SAMPLE_BYTES));
    const offset = alignDown(start + Math.floor(index * step) + within);
    return { offset: Math.max(start, offset), length: SAMPLE_BYTES };
  });
}

function alignDown(offset: number): number {
  return Math.floor(offset / SAMPLE_BYTES) * SAMPLE_BYTES;
}

/** True for nothing but zeros, or nothing but ones as erased flash reads. */
export function isBlank(bytes: Uint8Array): boolean {
  const whole = bytes.byteOffset % 4 === 0 ? Math.floor(bytes.length / 4) : 0;
  // Four bytes at once: two mebibytes are many for an interpreter.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset - (bytes.byteOffset % 4), whole);
  const first = bytes[0] ?? 0;
  if (first !== 0 && first !== 0xff) return false;
  const expected = first === 0 ? 0 : -1;
  for (let index = 0; index < whole; index += 1) if (words[index] !== expected) return false;
  for (let index = whole * 4; index < bytes.length; index += 1) if (bytes[index] !== first) return false;
  return true;
}
