import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { exists } from './files.ts';
import { unwritable } from './system-errors.ts';

/**
 * Makes a folder and those above it that are missing.
 *
 * @throws {BuildError} FILE_UNWRITABLE
 */
export async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (made === undefined) return;
  // Of a read-only disk Node says here that a folder is missing: the first that is tells the reason by itself.
  let missing = resolve(path);
  while (missing !== '/' && !(await exists(dirname(missing)))) missing = dirname(missing);
  const reason = await mkdir(missing).then(
    () => made.error,
    (error: unknown) => error,
  );
  throw unwritable(path, reason);
}
