import { rename, rm } from 'node:fs/promises';
import { besideName, run, sizeOfFile } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { EFI_IMAGE } from './boot-tree.ts';
import { type SealRequest, sealImage } from './seal-image.ts';

/** A folder of the build host and where it appears on the medium. */
export interface IsoTree {
  /** "/" or "/pool": trees at one place are merged. */
  readonly at: string;
  readonly from: string;
}

export interface IsoInput {
  readonly trees: readonly IsoTree[];
  /** Volume id, by which the installer and GRUB find the medium: capitals, digits and "_", at most 32. */
  readonly label: string;
  /** Nothing boots from it without this. By BIOS and UEFI, with the boot sector for disks; or by UEFI alone, with the EFI image, which is in `trees` too. */
  readonly start?:
    | { readonly isohybridMbr: string }
    | { readonly efiImage: string }
    /** By BIOS, from a partition: its boot sector. Firmware for UEFI looks into partitions of partitions too, and must find nothing. */
    | { readonly partitionMbr: string; readonly isInPartition: true };
  readonly epochSeconds: number;
  readonly out: string;
  /** What the image says of its own bytes; without it nothing. */
  readonly seal?: SealRequest;
  /** Called with the part that is written, 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

export interface WrittenImage {
  readonly sizeBytes: number;
  /** Known of one that was sealed. */
  readonly sha256?: string;
}

/**
 * Writes a hybrid image: boots as CD and as USB disk, under UEFI and where it is to be had BIOS; or one with data alone.
 * The trees hold what composeBootTree wrote. Same trees, label and time, same bytes.
 *
 * @throws {BuildError} ISO_LABEL: not a volume id; COMMAND_FAILED: xorriso's own words
 */
export async function composeIso(input: IsoInput): Promise<WrittenImage> {
  if (!/^[A-Z0-9_]{1,32}$/.test(input.label))
    fail(
      'ISO_LABEL',
      `The medium's label "${input.label}" is not usable`,
      undefined,
      'Use capitals, digits and "_"',
    );
  const beside = besideName(input.out);
  try {
    await run(argumentsOf(input, beside), {
      env: { SOURCE_DATE_EPOCH: String(input.epochSeconds), TZ: 'UTC' },
      onLine: (line) => {
        const percent = /([0-9.]+)% done/.exec(line)?.[1];
        if (percent !== undefined) input.onProgress?.(Number(percent) / 100);
      },
    });
    const sealed = input.seal === undefined ? undefined : await sealImage(beside, input.seal);
    await rename(beside, input.out);
    if (sealed !== undefined) return sealed;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return { sizeBytes: (await sizeOfFile(input.out)) ?? 0 };
}

function argumentsOf(input: IsoInput, out: string): string[] {
  const dates = `=${input.epochSeconds}`;
  return [
    // xorriso looks whether its writing threads have finished once per progress message: by default, after each
    // whole second. Ten times a second halves the time for a CD.
    ...['xorriso', '-pacifier', 'interval=0.1', '-as', 'mkisofs', '-o', out],
    // Rock Ridge with owner root, Joliet for other systems; no user, host or program name.
    ...['-r', '-J', '-joliet-long', '-V', input.label, '-preparer', '', '-appid', 'CAIRN'],
    ...['--set_all_file_dates', dates, `--modification-date=${formatIsoDate(input.epochSeconds)}`],
    ...planStart(input.start),
    '-graft-points',
    ...input.trees.map(({ at, from }) => `${escapeGraft(at)}=${escapeGraft(from)}`),
  ];
}

function planStart(start: IsoInput['start']): string[] {
  if (start === undefined) return [];
  if ('isInPartition' in start) return planBios(start.partitionMbr);
  return 'efiImage' in start ? planUefi(start.efiImage) : planHybrid(start.isohybridMbr);
}

/**
 * UEFI alone, from CD and disk: the image is appended as a partition of a GPT, and El Torito points there. The other
 * partition holds the ISO, since on a disk with partitions nobody looks for a file system on the whole of it.
 */
function planUefi(efiImage: string): string[] {
  return [
    ...['-partition_offset', '16', '-append_partition', '2', '0xef', efiImage, '-appended_part_as_gpt'],
    ...['-c', 'boot/boot.cat', '-e', '--interval:appended_partition_2:all::', '-no-emul-boot'],
    // It is there once
    ...['-m', efiImage],
  ];
}

/** BIOS alone, with a boot sector. */
function planBios(mbr: string): string[] {
  return [
    ...['-isohybrid-mbr', mbr, '-partition_offset', '16'],
    ...['-c', 'isolinux/boot.cat', '-b', 'isolinux/isolinux.bin'],
    ...['-no-emul-boot', '-boot-load-size', '4', '-boot-info-table'],
  ];
}

/** BIOS and UEFI, both from CD and disk. */
function planHybrid(isohybridMbr: string): string[] {
  return [
    ...planBios(isohybridMbr),
    ...['-eltorito-alt-boot', '-e', EFI_IMAGE, '-no-emul-boot', '-isohybrid-gpt-basdat'],
  ];
}

/** In "target=source" both signs are written with a backslash. */
function escapeGraft(path: string): string {
  return path.replace(/[\\=]/g, (sign) => `\\${sign}`);
}

/** "YYYYMMDDhhmmsscc" in UTC, which also becomes the medium's UUID and the source of the GPT's. */
function formatIsoDate(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000)
    .toISOString()
    .replace(/[^0-9]/g, '')
    .slice(0, 14)}00`;
}
