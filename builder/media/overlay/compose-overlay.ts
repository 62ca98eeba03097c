import type { CpioMember } from '../../formats/cpio.ts';
import { formatBytes, type KeptPlace, readBytes, writeFileAtomic } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import {
  composePrograms,
  compressArchive,
  type OverlayPrograms,
  type ProgramsInput,
} from './compose-programs.ts';
import { outlineInitrd, placeInInitrd } from './debian-initrd.ts';
import { collectDirectories, type OverlayFile, readOverlayMember } from './read-member.ts';

/** The overlay is loaded by slow firmware and over networks; more than this is a mistake. */
const OVERLAY_LIMIT_BYTES = 16_000_000;

export interface OverlayInput extends ProgramsInput {
  readonly cache: KeptPlace;
  /** Our own files; they win over a tool's file of the same path. */
  readonly files: readonly OverlayFile[];
  /** Where the overlay is written. */
  readonly out: string;
  readonly limitBytes?: number;
}

export interface Overlay {
  readonly path: string;
  readonly sizeBytes: number;
  /** Paths of all members, sorted. */
  readonly names: readonly string[];
}

/**
 * Writes the second initrd file: an archive with kernel modules and programs, which stays as long as these do, and one with
 * our own files; compressed with zstd each. The same input gives the same bytes.
 *
 * @throws {BuildError} OVERLAY_SIZE: larger than the limit; OVERLAY_KERNEL, OVERLAY_MODULE, OVERLAY_TOOL: not found
 */
export async function composeOverlay(input: OverlayInput): Promise<Overlay> {
  const { cache, debianInitrd, epochSeconds, out } = input;
  const initrd = await outlineInitrd(cache, debianInitrd);
  const programs = await composePrograms(cache, input);
  const files = await Promise.all(
    input.files.map((file) => readOverlayMember(file, placeInInitrd(file.path, initrd), epochSeconds)),
  );
  const existing = new Set([...initrd.members.keys(), ...Object.keys(programs.members), ...programs.folders]);
  const sizeBytes = await writeOverlay(await readBytes(programs.file), files, existing, epochSeconds, out);
  checkSize(sizeBytes, input.limitBytes ?? OVERLAY_LIMIT_BYTES, programs, files);
  const names = new Set([...Object.keys(programs.members), ...files.map(({ name }) => name)]);
  return { path: out, sizeBytes, names: [...names].sort() };
}

/**
 * Writes an overlay of its first archive and of our own files.
 *
 * @param existing what is there before these: of the initrd and of the first archive
 * @returns its size
 */
export async function writeOverlay(
  programs: Uint8Array,
  files: readonly CpioMember[],
  existing: Pick<ReadonlySet<string>, 'has'>,
  epochSeconds: number,
  out: string,
): Promise<number> {
  const byName = new Map(files.map((member) => [member.name, member]));
  const folders = collectDirectories([...byName.keys()], existing, epochSeconds);
  const own = await compressArchive([...folders, ...byName.values()]);
  const whole = Buffer.concat([programs, own]);
  await writeFileAtomic(out, whole);
  return whole.length;
}

function checkSize(
  sizeBytes: number,
  limitBytes: number,
  programs: OverlayPrograms,
  files: readonly CpioMember[],
): void {
  if (sizeBytes <= limitBytes) return;
  const sizes = [
    ...Object.entries(programs.members),
    ...files.map(({ name, content }) => [name, content.length] as const),
  ];
  const largest = sizes.sort(([, a], [, b]) => b - a).slice(0, 5);
  const list = largest.map(([name, bytes]) => `${name} (${formatBytes(bytes)})`).join(', ');
  fail(
    'OVERLAY_SIZE',
    `The overlay has ${formatBytes(sizeBytes)}, more than ${formatBytes(limitBytes)}`,
    undefined,
    `Largest files: ${list}`,
  );
}
