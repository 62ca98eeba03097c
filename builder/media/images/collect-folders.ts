/** Every folder above `paths`, a parent before what is in it. */
export function collectFolders(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths)
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) folders.add(path.slice(0, at));
  return [...folders].sort();
}
