import type { CpioMember } from '../../formats/cpio.ts';
import { decodeCpio } from '../../formats/cpio-decode.ts';
import { splitZstdFrames } from '../../formats/zstd-frames.ts';
import { readBytes, run } from '../../io/mod.ts';
import { writeOverlay } from './compose-overlay.ts';
import { type DebianInitrd, isDirectory, placeInInitrd } from './debian-initrd.ts';
import { namesOfMerged } from './merge-usr.ts';
import { type OverlayFile, readOverlayMember } from './read-member.ts';

/** An overlay whose programs and modules stay. */
export interface OverlayRenewal {
  /** The overlay that they are taken from. */
  readonly older: string;
  /** All of our own files, as `composeOverlay` gets them. */
  readonly files: readonly OverlayFile[];
  /** What Debian's initrd holds: only a file that the older one has not makes it needed. */
  readonly debian: () => Promise<DebianInitrd>;
  readonly epochSeconds: number;
  readonly out: string;
}

/**
 * Writes an overlay with other files of our own; its first archive is that of an older one.
 *
 * @returns false where the older one has no archive of its own for them
 */
export async function renewOverlay(input: OverlayRenewal): Promise<boolean> {
  const { older, debian, epochSeconds, out } = input;
  const [programs, own, ...more] = splitZstdFrames(await readBytes(older)) ?? [];
  if (programs === undefined || own === undefined || more.length > 0) return false;
  const kept = await readMembers(programs);
  const replaced = await readMembers(own);
  const known = new Set([...kept, ...replaced].map(({ name }) => name));
  const place = async (path: string): Promise<string> =>
    namesOfMerged(path).find((name) => known.has(name)) ?? placeInInitrd(path, await debian());
  const files = await Promise.all(
    input.files.map(async (file) => readOverlayMember(file, await place(file.path), epochSeconds)),
  );
  const isFresh = files.some(({ name }) => !known.has(name));
  const existing = isFresh
    ? new Set([...(await debian()).members.keys(), ...kept.map(({ name }) => name)])
    : allBut(replaced.filter(isDirectory).map(({ name }) => name));
  await writeOverlay(programs, files, existing, epochSeconds, out);
  return true;
}

/** Where no file is in a new place, only the folders that the older one has made are made again. */
function allBut(names: readonly string[]): Pick<ReadonlySet<string>, 'has'> {
  return { has: (name) => !names.includes(name) };
}

async function readMembers(frame: Uint8Array): Promise<CpioMember[]> {
  const { stdoutBytes } = await run(['zstd', '--quiet', '--decompress', '--stdout'], {
    input: frame,
    binary: true,
  });
  return decodeCpio(stdoutBytes);
}
