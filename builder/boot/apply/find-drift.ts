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

/** Says that nothing lay there. */
const NOTHING = '.none';

/**
 * Keeps what lies in the place of a file that is written for the first time, or that nothing does: whoever is cut off after that
 * must not take its own file for it.
 */
export function keepOriginal(effects: Effects, path: string): void {
  const kept = originalsOf(path);
  const [, own = ''] = kept;
  if ([...kept, own + NOTHING].some((one) => effects.exists(one))) return;
  effects.run(['mkdir', '-p', HOST_PATHS.originals]);
  if (effects.exists(path)) {
    effects.run(['cp', '-p', '--', path, `${own}.new`]);
    effects.rename(`${own}.new`, own);
  } else effects.write(own + NOTHING, '');
}

/** Takes a file away that nobody wants any more: what lay there before comes back. */
export function takeAway(effects: Effects, path: string): void {
  const kept = originalsOf(path);
  const [, own = ''] = kept;
  const original = kept.find((one) => effects.exists(one));
  if (original === undefined) effects.remove(path);
  else effects.run(['cp', '-p', '--', original, path]);
  // Whatever lies there when it is written again is looked at again
  for (const one of [own, own + NOTHING]) effects.remove(one);
}
