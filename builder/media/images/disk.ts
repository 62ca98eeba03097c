import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { besideName, readBytes, run, sha256 } from '../../io/mod.ts';
import { FACTORY_PARTITIONS, fail, GPT_TYPES } from '../../model/mod.ts';

const SECTOR_BYTES = 512;
const MIB = 1024 * 1024;
/** Of a boot sector so much is program; the rest is the partition table. */
const BOOT_CODE_BYTES = 440;

export interface DiskInput {
  /** Names what is on it: identities of its table and partitions follow from it. */
  readonly id: string;
  /** FAT image with the loader for UEFI. */
  readonly efiImage: string;
  /** The medium that the machine is installed from. */
  readonly iso: string;
  /** For BIOS: starts the partition with the medium, whose own boot sector must be one for partitions. */
  readonly gptMbr?: string | undefined;
  /** Of the disk; undefined: as small as may be. */
  readonly sizeBytes?: number | undefined;
  readonly out: string;
}

/**
 * Writes a disk that starts the installer from itself: a GPT with the EFI image and a medium as its partitions, named so that
 * they stay when a machine is installed beside them. Nobody needs to be root for it. Same input, same bytes.
 *
 * @throws {BuildError} DISK_SIZE; COMMAND_MISSING, COMMAND_FAILED: sfdisk's own words
 */
export async function composeDisk(input: DiskInput): Promise<void> {
  const { efiImage, iso, gptMbr, out } = input;
  const efiBytes = alignUp((await stat(efiImage)).size);
  const isoBytes = alignUp((await stat(iso)).size);
  const efiStart = MIB;
  const isoStart = efiStart + efiBytes;
  const leastBytes = isoStart + isoBytes + MIB;
  const sizeBytes = input.sizeBytes ?? leastBytes;
  if (sizeBytes < leastBytes || sizeBytes % MIB !== 0) {
    const message = `A disk of ${sizeBytes} bytes cannot hold what it is to start from`;
    fail('DISK_SIZE', message, undefined, `Name whole MiB, ${leastBytes / MIB}M at least`);
  }
  const beside = besideName(out);
  try {
    await (await open(beside, 'w')).close();
    await truncate(beside, sizeBytes);
    const table = renderTable(input.id, [
      { start: efiStart, bytes: efiBytes, type: GPT_TYPES.vfat, name: FACTORY_PARTITIONS.efi },
      {
        ...{ start: isoStart, bytes: isoBytes, type: GPT_TYPES.data, name: FACTORY_PARTITIONS.medium },
        ...(gptMbr === undefined ? {} : { attributes: 'LegacyBIOSBootable' }),
      },
    ]);
    await run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', beside], { input: table });
    await writeAt(beside, efiImage, efiStart);
    await writeAt(beside, iso, isoStart);
    if (gptMbr !== undefined) await writeBootCode(beside, gptMbr);
    await rename(beside, out);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}

interface TableEntry {
  readonly start: number;
  readonly bytes: number;
  readonly type: string;
  readonly name: string;
  readonly attributes?: string;
}

/** Input of sfdisk. */
function renderTable(id: string, entries: readonly TableEntry[]): string {
  const lines = entries.map(({ start, bytes, type, name, attributes }) =>
    [
      `start=${start / SECTOR_BYTES}, size=${bytes / SECTOR_BYTES}, type=${type}`,
      `uuid=${deriveUuid(`${id} ${name}`)}, name="${name}"`,
      ...(attributes === undefined ? [] : [`attrs="${attributes}"`]),
    ].join(', '),
  );
  return ['label: gpt', `label-id: ${deriveUuid(id)}`, '', ...lines, ''].join('\n');
}

/** A UUID that follows from a text (RFC 9562, version 8). */
function deriveUuid(text: string): string {
  return sha256(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}

async function writeAt(disk: string, file: string, start: number): Promise<void> {
  await pipeline(createReadStream(file), createWriteStream(disk, { flags: 'r+', start }));
}

async function writeBootCode(disk: string, file: string): Promise<void> {
  const code = await readBytes(file);
  const handle = await open(disk, 'r+');
  try {
    await handle.write(code.subarray(0, BOOT_CODE_BYTES), 0, Math.min(code.length, BOOT_CODE_BYTES), 0);
  } finally {
    await handle.close();
  }
}
