import { join } from 'node:path';
import type { TrialFolder } from '../../model/mod.ts';

/**
 * Words of mount-machine.sh for the folders of a machine that are not a part of its root.
 *
 * @param media the medium's folder, and before it what lies over it
 */
export function planMounts(folders: readonly TrialFolder[], media: readonly string[]): string[] {
  return folders.flatMap(({ kind, at, name, folder = '' }) => [
    kind,
    at,
    name,
    kind === 'kept' ? '' : media.map((medium) => join(medium, folder)).join(':'),
  ]);
}
