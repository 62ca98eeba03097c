import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lets everybody read what was built, whatever the umask of who built it: a web or TFTP server is another user. What
 * shares its bytes with the cache keeps the cache's permissions.
 */
export function settlePermissions(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) {
      const { mode, nlink } = statSync(path);
      if (nlink === 1) chmodSync(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}
