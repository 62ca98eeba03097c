import { join } from 'node:path';
import * as v from 'valibot';
import { readRemembered } from '../../io/mod.ts';

/** Lies in a folder of `cairn mirror export`, and says what it was exported for. */
export const MIRROR_MARKER = 'mirror.json';
/** Folder of it that is laid out as a mirror of Debian: `dists/` and `pool/`. */
export const MIRROR_TREE = 'mirror';

const mirrorMarker = v.object({
  format: v.literal(1),
  recipe: v.object({ name: v.string(), version: v.string() }),
  os: v.string(),
  arch: v.string(),
});

/** What a folder was exported for. */
export type MirrorMarker = Readonly<v.InferOutput<typeof mirrorMarker>>;

/** @returns undefined for a folder that is no exported one */
export function readMirrorMarker(dir: string): Promise<MirrorMarker | undefined> {
  return readRemembered(join(dir, MIRROR_MARKER), mirrorMarker);
}
