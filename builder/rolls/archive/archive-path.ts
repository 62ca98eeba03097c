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

/** True when a symbolic link at `path` with this target stays inside the tree. */
export function isInnerLink(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0') || target.includes('\\')) return false;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
