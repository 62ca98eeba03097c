import { join } from 'node:path';
import type { CpioMember } from '../../formats/cpio.ts';
import { decodeCpio } from '../../formats/cpio-decode.ts';
import { encodeCpio } from '../../formats/cpio-encode.ts';
import { readBytes, run, withTempDir } from '../../io/mod.ts';
import { compressOverlay } from './compose-overlay.ts';
import type { DebianInitrd } from './debian-initrd.ts';
import { collectDirectories, type OverlayFile, readOverlayMember } from './read-member.ts';

/** An overlay whose programs and modules stay. */
export interface OverlayRenewal {
  /** The overlay that they are taken from. */
  readonly older: string;
  /** All of our own files, as `composeOverlay` gets them. */
  readonly files: readonly OverlayFile[];
  readonly debian: DebianInitrd;
  readonly epochSeconds: number;
  readonly out: string;
}

/** What only one release has; a file of the older one that is no longer there goes. */
const OF_RELEASE = 'usr/share/cairn/';

/** Writes an overlay with other files of our own; the rest of it is that of an older one. */
export async function renewOverlay(input: OverlayRenewal): Promise<void> {
  const { older, debian, epochSeconds, out } = input;
  const files = await Promise.all(input.files.map((file) => readOverlayMember(file, debian, epochSeconds)));
  const members = new Map<string, CpioMember>();
  for (const member of await readMembers(older))
    if (!member.name.startsWith(OF_RELEASE)) members.set(member.name, member);
  const folders = collectDirectories(
    files.map(({ name }) => name),
    new Set([...debian.members.keys(), ...members.keys()]),
    epochSeconds,
  );
  for (const member of [...folders, ...files]) members.set(member.name, member);
  await compressOverlay(encodeCpio([...members.values()]), out);
}

function readMembers(overlay: string): Promise<CpioMember[]> {
  return withTempDir(async (scratch) => {
    const archive = join(scratch, 'overlay.cpio');
    await run(['zstd', '--quiet', '--decompress', overlay, '-o', archive]);
    return decodeCpio(await readBytes(archive));
  });
}
