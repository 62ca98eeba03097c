import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../io/mod.ts';
import { readIndexList } from './state/index-list.ts';
import { stateDir } from './state/keep-state.ts';
import { layLists } from './state/lay-lists.ts';

/** Lays the newest lists of every archive of a cache as a mirror has them. @returns whether there are any */
export async function layCachedLists(cacheDir: string, mirror: string): Promise<boolean> {
  let found = false;
  for (const root of await readdir(join(cacheDir, 'apt')).catch(() => [])) {
    const folder = join(cacheDir, 'apt', root);
    const current = (await readText(join(folder, 'current')).catch(() => '')).trim();
    const state = stateDir(folder, current);
    const indexes = current === '' ? undefined : await readIndexList(state);
    if (indexes === undefined) continue;
    const arch = root.slice(root.lastIndexOf('-') + 1);
    await layLists({ dir: join(state, 'lists'), arch, indexes, suites: [] }, mirror);
    found = true;
  }
  return found;
}
