import { crc32 } from './crc32.ts';

/** A disk as firmware reads it. */
export interface SectorReader {
  readonly sectorBytes: number;
  /** How many sectors the disk has. */
  readonly sectors: number;
  /** `count` sectors from the given one; fewer where they cannot be read. */
  readonly read: (sector: number, count: number) => Uint8Array;
}

/** A partition as its entry describes it. */
export interface GptEntry {
  readonly number: number;
  /** "C12A7328-F81F-11D2-BA4B-00A0C93EC93B" */
  readonly type: string;
  readonly firstSector: number;
  readonly lastSector: number;
}

export interface GptFacts {
  readonly entries: readonly GptEntry[];
  /** For people; empty: firmware reads the table. */
  readonly faults: readonly string[];
}

/** Reads a disk's partition tables by the rules of UEFI 5.3: protective MBR, primary table, backup at the end. */
export function readGpt(disk: SectorReader): GptFacts {
  const primary = readTable(disk, 1, disk.sectors - 1);
  const backup = readTable(disk, disk.sectors - 1, 1);
  const named = (which: string, { faults }: GptFacts): string[] => faults.map((fault) => `${which} ${fault}`);
  return {
    entries: primary.entries,
    faults: [
      ...checkProtectiveMbr(disk),
      ...named('the partition table', primary),
      ...named('the backup of the partition table', backup),
    ],
  };
}

/** One record of type 0xEE over the whole disk: without it firmware sees an old partition table, or none. */
function checkProtectiveMbr(disk: SectorReader): string[] {
  const sector = disk.read(0, 1);
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa)
    return ['there is no protective MBR'];
  const records = [446, 462, 478, 494].filter((at) => sector[at + 4] !== 0);
  const [at] = records;
  if (records.length !== 1 || sector[at!] !== 0 || sector[at! + 4] !== 0xee)
    return ['the MBR is not a protective one'];
  // Some write the largest number for every disk, and all firmware takes it
  const covered = [Math.min(disk.sectors - 1, 0xffffffff), 0xffffffff];
  return u32(sector, at! + 8) === 1 && covered.includes(u32(sector, at! + 12))
    ? []
    : ['the protective MBR does not cover the disk'];
}

/**
 * @param at sector of the header
 * @param other sector of the other header
 */
function readTable(disk: SectorReader, at: number, other: number): GptFacts {
  const none = (fault: string): GptFacts => ({ entries: [], faults: [fault] });
  const header = disk.read(at, 1);
  const isGpt = 'EFI PART'.split('').every((letter, index) => header[index] === letter.charCodeAt(0));
  if (!isGpt) return none('is not there');
  const headerBytes = u32(header, 12);
  if (headerBytes < 92 || headerBytes > disk.sectorBytes) return none('has no header that can be right');
  const summed = header.slice(0, headerBytes);
  summed.fill(0, 16, 20);
  if (crc32(summed) !== u32(header, 16)) return none('has a header with a wrong checksum');
  const faults: string[] = [];
  if (u64(header, 24) !== at || u64(header, 32) !== other) faults.push('is not where it says to be');
  const [count, entryBytes] = [u32(header, 80), u32(header, 84)];
  if (entryBytes < 128 || count * entryBytes > 2 ** 20) return none('has entries that cannot be right');
  const size = count * entryBytes;
  const bytes = disk.read(u64(header, 72), Math.ceil(size / disk.sectorBytes)).slice(0, size);
  if (crc32(bytes) !== u32(header, 88)) return none('has entries with a wrong checksum');
  const entries = readEntries(bytes, entryBytes);
  const [firstUsable, lastUsable] = [u64(header, 40), u64(header, 48)];
  const sorted = [...entries].sort((a, b) => a.firstSector - b.firstSector);
  const bad = sorted.find(
    (entry, index) =>
      entry.firstSector < Math.max(firstUsable, (sorted[index - 1]?.lastSector ?? -1) + 1) ||
      entry.lastSector < entry.firstSector ||
      entry.lastSector > lastUsable,
  );
  if (bad !== undefined) faults.push(`has partition ${bad.number} where it may not be`);
  return { entries, faults };
}

function readEntries(bytes: Uint8Array, entryBytes: number): GptEntry[] {
  const entries: GptEntry[] = [];
  for (let at = 0; at < bytes.length; at += entryBytes) {
    const type = formatGuid(bytes.subarray(at, at + 16));
    if (/^[0-]+$/.test(type)) continue;
    const [firstSector, lastSector] = [u64(bytes, at + 32), u64(bytes, at + 40)];
    entries.push({ number: at / entryBytes + 1, type, firstSector, lastSector });
  }
  return entries;
}

/** The first three groups have their bytes in the other order. */
function formatGuid(bytes: Uint8Array): string {
  const hex = (order: readonly number[]): string =>
    order.map((at) => bytes[at]!.toString(16).padStart(2, '0').toUpperCase()).join('');
  return [
    [3, 2, 1, 0],
    [5, 4],
    [7, 6],
    [8, 9],
    [10, 11, 12, 13, 14, 15],
  ]
    .map(hex)
    .join('-');
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** Sectors have numbers below 2^53. */
function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
}
