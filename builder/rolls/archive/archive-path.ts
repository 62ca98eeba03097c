/**
 * The path of an archive's entry below the folder it is unpacked to: without "./" and trailing "/".
 *
 * @returns undefined for the top itself; a text that says what is wrong when the path is not safe
 */
export function normalizeArchivePath(
  name: string,
): { readonly path: string } | { readonly wrong: string } | undefined {
  if (name.startsWith('/')) return { wrong: 'an absolute path' };
  if (name.includes('\\')) return { wrong: 'a backslash in its path' };
  if (/[\u0000-\u001f\u007f]/.test(name)) return { wrong: 'a control character in its path' };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { wrong: 'a path that leaves the archive' };
  if (parts.length > 64 || name.length > 2048) return { wrong: 'a path too long' };
  if (parts.some((part) => new TextEncoder().encode(part).length > 255)) return { wrong: 'a name too long' };
  return parts.length === 0 ? undefined : { path: parts.join('/') };
}

/**
 * True when a symbolic link at `path` with this target stays inside the tree, whatever other links of the same kind
 * it leads through. So ".." may stand at the beginning alone: there the folders that are left are the link's own,
 * real ones; behind a name it would leave wherever a link of that name leads.
 */
export function isInnerLink(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || /[\\\u0000-\u001f\u007f]/.test(target)) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const down = parts.findIndex((part) => part !== '..');
  const ups = down < 0 ? parts.length : down;
  return ups < path.split('/').length && !parts.slice(ups).includes('..');
}

/** The folders around a path, outermost first: `a`, `a/b` of `a/b/c`. */
export function foldersAround(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
