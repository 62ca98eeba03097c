import { keyOf } from '../../graph/mod.ts';
import { HOST_PATHS, type HostRecord, OLD_SUFFIX } from '../../model/mod.ts';
import { sumFiles } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import type { KeptState } from './read-machine.ts';

/** Files of the record that are not as they were left. Where an earlier try was cut off, nobody can say. */
export function findDrift(effects: Effects, { record, sums, unsure }: KeptState): readonly string[] {
  const files = filesOf(record).filter((name) => !unsure.has(keyOf({ kind: 'file', name })));
  const now = sumFiles(effects, '', files);
  return files.filter((path) => sums[path] !== undefined && now.get(path) !== sums[path]);
}

export function filesOf({ things }: Pick<HostRecord, 'things'>): readonly string[] {
  return things.filter(({ kind }) => kind === 'file').map(({ name }) => name);
}

/** Puts what a file holds beside it, before it is written over. */
export function keepOld(effects: Effects, path: string): void {
  if (effects.exists(path)) effects.run(['cp', '-p', '--', path, `${path}${OLD_SUFFIX}`]);
}

/** Where what lay in the place of a file before the graph wrote it is kept: by scripts of the graph, and by this program. */
function originalsOf(path: string): readonly string[] {
  const name = path.replaceAll('/', '%2F');
  return [`/var/log/cairn/originals/${name}`, `${HOST_PATHS.originals}/${name}`];
}

/** Keeps what lies in the place of a file that is written for the first time. */
export function keepOriginal(effects: Effects, path: string): void {
  const kept = originalsOf(path);
  if (!effects.exists(path) || kept.some((one) => effects.exists(one))) return;
  effects.run(['mkdir', '-p', HOST_PATHS.originals]);
  effects.run(['cp', '-p', '--', path, kept[1]!]);
}

/** Takes a file away that nobody wants any more: what lay there before comes back. */
export function takeAway(effects: Effects, path: string): void {
  const original = originalsOf(path).find((one) => effects.exists(one));
  if (original === undefined) effects.remove(path);
  else effects.run(['cp', '-p', '--', original, path]);
}
