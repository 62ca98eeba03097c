import { gunzipSync } from 'node:zlib';
import { type CpioMember, MODE_TYPE, TYPE_BITS } from '../../formats/cpio.ts';
import { decodeCpio } from '../../formats/cpio-decode.ts';
import { readBytes } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';

/** Four times what Debian's installer unpacks to; a bomb stops here. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** What Debian's initrd holds, for deciding what the overlay must add. */
export interface DebianInitrd {
  /** Release of the kernel its modules are for: "6.12.107+deb13-ARCH". */
  readonly kernelRelease: string;
  /** Members by name, without "./". */
  readonly members: ReadonlyMap<string, CpioMember>;
}

/**
 * Reads Debian's `initrd.gz`.
 *
 * @throws {BuildError} INITRD_UNREADABLE: not gzip, no newc archive, or without modules of exactly one kernel
 */
export async function readDebianInitrd(path: string): Promise<DebianInitrd> {
  const members = new Map<string, CpioMember>();
  for (const member of decode(path, await readBytes(path)))
    members.set(member.name.replace(/^\.\//, ''), member);
  const releases = new Set<string>();
  for (const name of members.keys()) {
    const release = /^usr\/lib\/modules\/([^/]+)\//.exec(name)?.[1];
    if (release !== undefined) releases.add(release);
  }
  const [kernelRelease, ...others] = releases;
  if (kernelRelease === undefined || others.length > 0)
    fail('INITRD_UNREADABLE', `"${path}" holds modules of ${releases.size} kernels, not of one`);
  return { kernelRelease, members };
}

/** True for a regular file. */
export function isFile(member: CpioMember | undefined): boolean {
  return member !== undefined && (member.mode & MODE_TYPE) === TYPE_BITS.file;
}

/** True for a directory. */
export function isDirectory(member: CpioMember | undefined): boolean {
  return member !== undefined && (member.mode & MODE_TYPE) === TYPE_BITS.directory;
}

function decode(path: string, bytes: Uint8Array): CpioMember[] {
  try {
    return decodeCpio(gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuildError(errorProblem('INITRD_UNREADABLE', `Cannot read the initrd "${path}": ${why}`));
  }
}
