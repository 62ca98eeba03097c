import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const builder = resolve('builder');

/** One import of a file of `builder/` by another one; paths are relative to `builder/`. */
export interface HouseImport {
  readonly file: string;
  readonly target: string;
  readonly fromRoom: string;
  readonly toRoom: string;
}

/** Every import between files of `builder/`. */
export function listImports(): HouseImport[] {
  const found: HouseImport[] = [];
  for (const entry of readdirSync(builder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const file = relative(builder, path);
    for (const match of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const target = relative(builder, resolve(dirname(path), match[1]!));
      found.push({ file, target, fromRoom: roomOf(file), toRoom: roomOf(target) });
    }
  }
  return found;
}

/** Every folder below `builder/` that holds files, with how many. */
export function builderFolders(): { readonly folder: string; readonly files: number }[] {
  const counts = new Map<string, number>();
  for (const entry of readdirSync(builder, { withFileTypes: true, recursive: true })) {
    const folder = relative(builder, entry.parentPath);
    if (entry.isFile() && folder !== '') counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .map(([folder, files]) => ({ folder, files }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * Folders that import each other in a circle: the files of a room that lie in one folder may know each other, folders
 * that lie beside each other may not. A folder's `mod.ts` collects what lies below and counts as its own folder.
 *
 * @returns one line a circle, the folders sorted
 */
export function findCycles(imports: readonly HouseImport[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { file, target } of imports) {
    const [from, to] = [folderOf(file), folderOf(target)];
    if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const reach = new Map([...edges.keys()].map((from) => [from, reachable(edges, from)]));
  const circles = [...reach]
    .filter(([from, all]) => all.has(from))
    .map(([from, all]) => {
      return [...all]
        .filter((to) => reach.get(to)?.has(from))
        .sort()
        .join(' <-> ');
    });
  return [...new Set(circles)].sort();
}

function reachable(edges: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const found = new Set<string>();
  const open = [...(edges.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(edges.get(next) ?? []));
  }
  return found;
}

function roomOf(path: string): string {
  return path.split('/')[0]!;
}

function folderOf(path: string): string {
  return path.endsWith('/mod.ts') ? path : dirname(path);
}
