import { GRAPH_BUNDLE, MEDIUM_IDENTITY } from '../../model/documents/mod.ts';
import { announce } from '../machine/announce.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import { discFolder, FIRST_DISC as FIRST } from './find-discs.ts';
import type { LayerPlan } from './plan-layers.ts';

/**
 * Lays discs over the medium that was started from: what is mounted in its place is the whole release, and the graph and the
 * identity in the overlay are that release's from now on. Who made it `takeLaidList` asks next.
 *
 * @throws {InstallFailure} a disc is not what it says
 */
export function layDiscs(effects: Effects, { id, layers }: LayerPlan): void {
  if (effects.exists(FIRST)) effects.run(['umount', '-l', PATHS.source]);
  else {
    mustRun(effects, ['mkdir', '-p', FIRST]);
    mustRun(effects, ['mount', '-o', 'bind', PATHS.source, FIRST]);
  }
  if (layers.length === 0) return;
  // The uppermost comes first
  const folders = [...layers.map(({ device }) => discFolder(device)).reverse(), FIRST];
  const options = `ro,lowerdir=${folders.join(':')}`;
  mustRun(effects, ['mount', '-t', 'overlay', '-o', options, 'discs', PATHS.source]);
  becomeRelease(effects, id);
  for (const { name, device } of layers) announce(effects, `"${name}" on ${device} is part of it`);
}

function becomeRelease(effects: Effects, id: string): void {
  const medium = `${PATHS.source}/cairn/medium.json`;
  const graph = `${PATHS.source}/cairn/graph.json`;
  const identity = readDocument(effects, medium, MEDIUM_IDENTITY);
  if (identity.id !== id)
    throw new InstallFailure('A disc is damaged, or not what it says: its release is another one');
  readDocument(effects, graph, GRAPH_BUNDLE);
  effects.write(PATHS.medium, effects.read(medium)!);
  effects.write(PATHS.bundle, effects.read(graph)!);
}
