import { mkdir } from 'node:fs/promises';
import type { DistroContext } from '../types.ts';

/** Unpacks the files of a .deb below a folder, with their modes and links; no script of it runs. */
export async function unpackDeb(context: DistroContext, deb: string, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await context.run(['dpkg-deb', '--extract', deb, dir]);
}
