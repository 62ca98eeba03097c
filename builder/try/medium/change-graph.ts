import { join } from 'node:path';
import { readText, sha256, writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME, type GraphBundle, replaceChecksum, TRIAL_PATHS } from '../../model/mod.ts';
import type { OpenedMedium } from './open-medium.ts';

/** What lies over an opened medium: folders with the files that differ. */
export interface MediumChanges {
  /** Over the medium's own. */
  readonly medium: string;
  /** Over the initrd's. */
  readonly initrd: string;
}

const GRAPH = 'graph.json';

/**
 * Puts another graph in the place of the medium's, with its line in the list of checksums: nodes that were changed since
 * the build are tried without another build. The packages stay those of the medium; the installer says where one is missing.
 *
 * @param folder of this run, where the files that differ are written
 * @returns undefined where it is the medium's own graph
 */
export async function changeGraph(
  medium: OpenedMedium,
  bundle: GraphBundle,
  folder: string,
): Promise<MediumChanges | undefined> {
  const text = JSON.stringify(bundle);
  if (text === JSON.stringify(medium.bundle)) return undefined;
  const changes = { medium: join(folder, 'medium'), initrd: join(folder, 'initrd') };
  const list = await readText(join(medium.folder, 'cairn', CHECKSUMS_NAME));
  const sums = replaceChecksum(list, GRAPH, sha256(text));
  await writeFileAtomic(join(changes.medium, 'cairn', CHECKSUMS_NAME), sums);
  await writeFileAtomic(join(changes.medium, 'cairn', GRAPH), text);
  await writeFileAtomic(join(changes.initrd, TRIAL_PATHS.bundle), text);
  return changes;
}
