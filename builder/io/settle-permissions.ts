import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Lets everybody read what was built, whatever the umask of who built it: a web or TFTP server is another user. What
 * shares its bytes with the cache keeps the cache's permissions.
 */
export async function settlePermissions(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) {
      const { mode, nlink } = await stat(path);
      if (nlink === 1) await chmod(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}
