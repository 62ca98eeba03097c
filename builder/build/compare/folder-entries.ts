import { readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../io/mod.ts';
import type { Entry } from './entry.ts';

/** All that is below a folder, sorted by path. Of times and owners a folder of this machine says nothing that counts. */
export async function listFolderEntries(folder: string): Promise<readonly Entry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries: Entry[] = [];
  for (const item of found) {
    const path = join(item.parentPath, item.name);
    const name = path.slice(join(folder, '/').length);
    const open = async (): Promise<string> => path;
    if (item.isSymbolicLink())
      entries.push({ name, about: `link to ${await readlink(path)}`, sha256: '', open });
    else if (item.isDirectory()) entries.push({ name, about: 'folder', sha256: '', open });
    else if (item.isFile()) {
      const isProgram = ((await stat(path)).mode & 0o100) !== 0;
      entries.push({ name, about: isProgram ? 'program' : 'file', ...(await hashFile(path)), open });
    }
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
