import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDistroContext } from '../distro/mod.ts';
import { findProgramFiles, type ProgramFiles } from '../rolls/mod.ts';

/** Parts of Cairn itself, found from where this program lies. */
export function findOwnFiles(): Promise<ProgramFiles> {
  return findProgramFiles(dirname(fileURLToPath(import.meta.url)));
}

/** Where archives are unpacked and downloads are kept. */
export function cacheDirOf(option?: string): string {
  return createDistroContext({ ...(option === undefined ? {} : { cacheDir: option }) }).cacheDir;
}
