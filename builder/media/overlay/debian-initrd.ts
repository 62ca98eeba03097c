import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { type CpioMember, MODE_TYPE, TYPE_BITS } from '../../formats/cpio.ts';
import { decodeCpioPieces } from '../../formats/cpio-decode.ts';
import { digestOnce, type KeptPlace, keepValue } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import { mergeUsr } from './merge-usr.ts';

/** Four times what Debian's installer unpacks to; a bomb stops here. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** What Debian's initrd holds, for deciding what the overlay must add. */
export interface DebianInitrd {
  /** Release of the kernel its modules are for: "6.12.107+deb13-ARCH". */
  readonly kernelRelease: string;
  /** Folder of that release's modules: "usr/lib/modules/...", or "lib/modules/..." where lib/ is a folder of its own. */
  readonly modulesFolder: string;
  /** Kinds and permissions of its members by name, without "./". */
  readonly members: ReadonlyMap<string, Pick<CpioMember, 'mode'>>;
  /** The file itself: whoever wants contents reads them again. */
  readonly file: string;
}

const outline = v.object({
  kernelRelease: v.string(),
  modulesFolder: v.string(),
  modes: v.array(v.tuple([v.string(), v.number()])),
});

/**
 * What Debian's `initrd.gz` holds, which is read once for each such file: unpacked it is large.
 *
 * @throws {BuildError} INITRD_UNREADABLE: not gzip, no newc archive, or without modules of exactly one kernel
 */
export async function outlineInitrd(cache: KeptPlace, file: string): Promise<DebianInitrd> {
  const { sha256 } = await digestOnce(file);
  const { modes, ...rest } = await keepValue(cache, {
    kind: 'initrds',
    inputs: { file, sha256 },
    shape: outline,
    find: readOutline,
  });
  return { ...rest, members: new Map(modes.map(([name, mode]) => [name, { mode }])), file };
}

async function readOutline({
  file: path,
}: {
  readonly file: string;
}): Promise<v.InferOutput<typeof outline>> {
  const modes: [string, number][] = [];
  const folders = new Set<string>();
  for await (const { name, mode } of readInitrdMembers(path)) {
    modes.push([name, mode]);
    const folder = /^((?:usr\/)?lib\/modules\/[^/]+)\//.exec(name)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  const [modulesFolder, ...others] = folders;
  if (modulesFolder === undefined || others.length > 0)
    return fail('INITRD_UNREADABLE', `"${path}" holds modules of ${folders.size} kernels, not of one`);
  return { kernelRelease: modulesFolder.replace(/^.*\//, ''), modulesFolder, modes };
}

/**
 * Members of Debian's `initrd.gz` one after the other, their names without "./".
 *
 * @throws {BuildError} INITRD_UNREADABLE: not gzip, or no newc archive
 */
export async function* readInitrdMembers(path: string): AsyncGenerator<CpioMember> {
  try {
    for await (const member of decodeCpioPieces(unpack(path)))
      yield { ...member, name: member.name.replace(/^\.\//, '') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuildError(errorProblem('INITRD_UNREADABLE', `Cannot read the initrd "${path}": ${why}`));
  }
}

async function* unpack(path: string): AsyncGenerator<Uint8Array> {
  const compressed = createReadStream(path);
  const plain = createGunzip({ chunkSize: 256 * 1024 });
  compressed.once('error', (error) => plain.destroy(error));
  let unpackedBytes = 0;
  for await (const piece of compressed.pipe(plain) as AsyncIterable<Uint8Array>) {
    unpackedBytes += piece.length;
    if (unpackedBytes > MAX_UNPACKED_BYTES) throw new RangeError('It unpacks to far too much');
    yield piece;
  }
}

/**
 * `path` as the overlay must name it: no leading slash, and on the side of usr/ where the initrd has its folder. An
 * entry "lib" would replace the symlink of an initrd whose lib/ is merged into usr/lib; in one that is not, a script
 * for `usr/lib/NAME.d` belongs to `lib/NAME.d` where only that is there.
 */
export function placeInInitrd(path: string, { members }: Pick<DebianInitrd, 'members'>): string {
  const merged = mergeUsr(path);
  if (!isDirectory(members.get('lib'))) return merged;
  const [, folder] = /^usr\/((?:bin|lib|lib64|sbin)\/[^/]+)\//.exec(merged) ?? [];
  const isApart = folder !== undefined && members.has(folder) && !members.has(`usr/${folder}`);
  return isApart ? merged.slice('usr/'.length) : merged;
}

/** True for a regular file. */
export function isFile(member: Pick<CpioMember, 'mode'> | undefined): boolean {
  return member !== undefined && (member.mode & MODE_TYPE) === TYPE_BITS.file;
}

/** True for a directory. */
export function isDirectory(member: Pick<CpioMember, 'mode'> | undefined): boolean {
  return member !== undefined && (member.mode & MODE_TYPE) === TYPE_BITS.directory;
}
