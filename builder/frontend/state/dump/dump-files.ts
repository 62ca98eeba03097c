import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../io/mod.ts';
import { type DumpFile, dumpFolderOf, listDumps, nameDump } from '../database/find-dumps.ts';
import { renderStateFile } from './state-file.ts';
import type { StateDump } from './types.ts';

/** So many of each kind are kept. */
export const KEPT_DUMPS = 7;

/**
 * Writes a dump beside the state, for its owner alone, and removes the oldest of its kind.
 *
 * @returns its path
 * @throws {BuildError} FILE_UNWRITABLE; older dumps are as they were then
 */
export async function keepDump(
  stateFile: string,
  dump: StateDump,
  kind: DumpFile['kind'],
  nowSeconds: number,
): Promise<string> {
  const folder = dumpFolderOf(stateFile);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, nameDump(nowSeconds, kind));
  await writeFileAtomic(path, renderStateFile(dump), { mode: 0o600, durable: true });
  const older = listDumps(stateFile).filter((one) => one.kind === kind);
  for (const { path: old } of older.slice(KEPT_DUMPS)) await rm(old, { force: true });
  return path;
}
