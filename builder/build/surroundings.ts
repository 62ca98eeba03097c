import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDistroContext, type DistroContext, type DistroContextOptions } from '../distro/mod.ts';
import { findProgramFiles, type ProgramFiles } from '../rolls/mod.ts';

/** What a build needs from outside. */
export interface BuildSurroundings {
  /** Programs, clock, progress, caches, mirrors, environment. */
  readonly distro: DistroContext;
  /** Parts of Cairn that media carry. */
  readonly program: ProgramFiles;
}

/** Those of this program, except for what is given. */
export async function openSurroundings(options: DistroContextOptions): Promise<BuildSurroundings> {
  return { distro: createDistroContext(options), program: await findOwnFiles() };
}

/** Parts of Cairn itself, found from where this program lies. */
export function findOwnFiles(): Promise<ProgramFiles> {
  return findProgramFiles(dirname(fileURLToPath(import.meta.url)));
}

/** Where archives are unpacked and downloads are kept. */
export function cacheDirOf(): string {
  return createDistroContext().cacheDir;
}
