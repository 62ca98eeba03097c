import { join } from 'node:path';
import { listTree } from '../list-tree.ts';
import type { RollOutline, TreeFile } from '../roll.ts';

/** `packages/*.deb`, also in one folder for each architecture. */
export function isOwnPackage({ path }: Pick<TreeFile, 'path'>): boolean {
  return /^packages\/(?:[a-z0-9_]+\/)?[^/]+\.deb$/.test(path);
}

/** Folders of `packages/` that describe a package to be built. */
export function listPackageTrees(files: readonly Pick<TreeFile, 'path'>[]): string[] {
  const names = files.map(
    ({ path }) => /^packages\/([^/]+)\/(?:DEBIAN\/control|package\.yaml)$/.exec(path)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** The packages of a roll of which only the outline was read; an imported roll's are its sources, and none of them. */
export async function listRollPackages({ kind, folder }: RollOutline): Promise<{
  /** Files. */
  readonly debs: readonly string[];
  /** Folders that are built into packages. */
  readonly trees: readonly string[];
}> {
  if (kind === 'imported') return { debs: [], trees: [] };
  const found = await listTree(join(folder, 'packages')).catch(() => []);
  const files = found.map(({ path, absolute }) => ({ path: `packages/${path}`, absolute }));
  return {
    debs: files.filter(isOwnPackage).map(({ absolute }) => absolute),
    trees: listPackageTrees(files).map((name) => join(folder, 'packages', name)),
  };
}
