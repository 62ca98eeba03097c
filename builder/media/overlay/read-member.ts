import { type CpioMember, TYPE_BITS } from '../../formats/cpio.ts';
import { readBytes } from '../../io/mod.ts';

/** A file of the overlay: its bytes, or the file on the build host that holds them, or a symlink's target. */
export type OverlayFile =
  | { readonly path: string; readonly mode: number; readonly content: string | Uint8Array }
  | { readonly path: string; readonly mode: number; readonly source: string }
  | { readonly path: string; readonly symlink: string };

/**
 * Reads one overlay file as an archive member; every time in the archive is `mtimeSeconds`.
 *
 * @param name its place in the initrd
 */
export async function readOverlayMember(
  file: OverlayFile,
  name: string,
  mtimeSeconds: number,
): Promise<CpioMember> {
  if ('symlink' in file)
    return { name, mode: TYPE_BITS.symlink | 0o777, content: encodeText(file.symlink), mtimeSeconds };
  const bytes = 'content' in file ? file.content : await readBytes(file.source);
  const content = typeof bytes === 'string' ? encodeText(bytes) : bytes;
  return { name, mode: TYPE_BITS.file | (file.mode & 0o7777), content, mtimeSeconds };
}

/**
 * The directories that `names` need and that are not in `existing`.
 * One that exists is left out: its entry would reset the mode that Debian gave it.
 */
export function collectDirectories(
  names: readonly string[],
  existing: Pick<ReadonlySet<string>, 'has'>,
  mtimeSeconds: number,
): CpioMember[] {
  const found = new Set<string>();
  for (const name of names)
    for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) found.add(name.slice(0, at));
  return [...found]
    .filter((name) => !existing.has(name))
    .map((name) => ({ name, mode: TYPE_BITS.directory | 0o755, content: new Uint8Array(), mtimeSeconds }));
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
