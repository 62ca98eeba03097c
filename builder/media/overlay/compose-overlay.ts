import type { CpioMember } from '../../formats/cpio.ts';
import { encodeCpio } from '../../formats/cpio-encode.ts';
import { formatBytes, run, sizeOfFile } from '../../io/mod.ts';
import { fail, type Platform } from '../../model/mod.ts';
import { type BorrowedTools, readBorrowedTools } from './borrowed-tools.ts';
import { placeInInitrd, readDebianInitrd } from './debian-initrd.ts';
import type { OverlayTool } from './lists.ts';
import { collectDirectories, type OverlayFile, readOverlayMember } from './read-member.ts';
import { readOverlayModules } from './read-modules.ts';
import { readOverlayTools } from './read-tools.ts';

/** The overlay is loaded by slow firmware and over networks; more than this is a mistake. */
const OVERLAY_LIMIT_BYTES = 16_000_000;

export interface OverlayInput {
  readonly platform: Platform;
  /** Our own files; they win over a tool's file of the same path. */
  readonly files: readonly OverlayFile[];
  /** Names of kernel modules, and the unpacked linux-image package of the initrd's release. */
  readonly modules: readonly string[];
  readonly kernelTree: string;
  readonly tools: readonly OverlayTool[];
  /** Unpacked packages by name: of the tools, and of the libraries they need. */
  readonly trees: ReadonlyMap<string, string>;
  /** Tools that the release itself has not. */
  readonly borrowed?: BorrowedTools | undefined;
  /** Path of Debian's initrd.gz. */
  readonly debianInitrd: string;
  readonly epochSeconds: number;
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
 * Writes the second initrd archive: our files, kernel modules and programs, compressed with zstd.
 * The same input gives the same bytes.
 *
 * @throws {BuildError} OVERLAY_SIZE: larger than the limit; OVERLAY_KERNEL, OVERLAY_MODULE, OVERLAY_TOOL: not found
 */
export async function composeOverlay(input: OverlayInput): Promise<Overlay> {
  const { epochSeconds } = input;
  const initrd = await readDebianInitrd(input.debianInitrd);
  const byName = new Map<string, CpioMember>();
  const [modules, tools, borrowed, files] = await Promise.all([
    readOverlayModules(input.kernelTree, input.modules, initrd, epochSeconds),
    readOverlayTools(input.tools, input.trees, initrd, input.platform, epochSeconds),
    input.borrowed === undefined ? [] : readBorrowedTools(input.borrowed, input.platform, epochSeconds),
    Promise.all(
      input.files.map(async (file) =>
        readOverlayMember(file, placeInInitrd(file.path, initrd), epochSeconds),
      ),
    ),
  ]);
  for (const member of [...modules, ...tools, ...borrowed, ...files]) byName.set(member.name, member);
  const directories = collectDirectories([...byName.keys()], new Set(initrd.members.keys()), epochSeconds);
  const archive = encodeCpio([...directories, ...byName.values()]);
  await compressOverlay(archive, input.out);
  const sizeBytes = (await sizeOfFile(input.out)) ?? 0;
  checkSize(sizeBytes, input.limitBytes ?? OVERLAY_LIMIT_BYTES, [...byName.values()]);
  return { path: input.out, sizeBytes, names: [...byName.keys()].sort() };
}

/** One thread: how zstd cuts the input depends on the number of threads, and so would the bytes. */
export async function compressOverlay(archive: Uint8Array, out: string): Promise<void> {
  await run(['zstd', '--quiet', '-9', '--single-thread', '--check', '--stdout'], {
    input: archive,
    stdoutFile: out,
  });
}

function checkSize(sizeBytes: number, limitBytes: number, members: readonly CpioMember[]): void {
  if (sizeBytes <= limitBytes) return;
  const largest = [...members].sort((a, b) => b.content.length - a.content.length).slice(0, 5);
  const list = largest.map((member) => `${member.name} (${formatBytes(member.content.length)})`).join(', ');
  fail(
    'OVERLAY_SIZE',
    `The overlay has ${formatBytes(sizeBytes)}, more than ${formatBytes(limitBytes)}`,
    undefined,
    `Largest files: ${list}`,
  );
}
