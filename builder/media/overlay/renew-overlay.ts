import type { CpioMember } from '../../formats/cpio.ts';
import { decodeCpio } from '../../formats/cpio-decode.ts';
import { encodeCpio } from '../../formats/cpio-encode.ts';
import { run } from '../../io/mod.ts';
import { compressOverlay } from './compose-overlay.ts';
import { type DebianInitrd, placeInInitrd } from './debian-initrd.ts';
import { namesOfMerged } from './merge-usr.ts';
import { collectDirectories, type OverlayFile, readOverlayMember } from './read-member.ts';

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

/** What only one release has; a file of the older one that is no longer there goes. */
const OF_RELEASE = 'usr/share/cairn/';

/** Writes an overlay with other files of our own; the rest of it is that of an older one. */
export async function renewOverlay(input: OverlayRenewal): Promise<void> {
  const { older, debian, epochSeconds, out } = input;
  const members = new Map<string, CpioMember>();
  for (const member of await readMembers(older)) members.set(member.name, member);
  const place = async (path: string): Promise<string> =>
    namesOfMerged(path).find((name) => members.has(name)) ?? placeInInitrd(path, await debian());
  const files = await Promise.all(
    input.files.map(async (file) => readOverlayMember(file, await place(file.path), epochSeconds)),
  );
  const fresh = files.map(({ name }) => name).filter((name) => !members.has(name));
  for (const name of [...members.keys()]) if (name.startsWith(OF_RELEASE)) members.delete(name);
  const folders = fresh.length === 0 ? [] : await collectNewFolders(fresh, members, debian, epochSeconds);
  for (const member of [...folders, ...files]) members.set(member.name, member);
  await compressOverlay(encodeCpio([...members.values()]), out);
}

async function collectNewFolders(
  names: readonly string[],
  members: ReadonlyMap<string, CpioMember>,
  debian: OverlayRenewal['debian'],
  epochSeconds: number,
): Promise<readonly CpioMember[]> {
  const existing = new Set([...(await debian()).members.keys(), ...members.keys()]);
  return collectDirectories(names, existing, epochSeconds);
}

async function readMembers(overlay: string): Promise<CpioMember[]> {
  const { stdoutBytes } = await run(['zstd', '--quiet', '--decompress', '--stdout', overlay], {
    binary: true,
  });
  return decodeCpio(stdoutBytes);
}
