import type { TrialFolder } from '../../model/mod.ts';
import { isData, type SchemePartition } from '../../model/mod.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

const { machine: OWN, laid: LAID } = PATHS.trial;

/** Folders that stand for the partitions that survive a reinstallation, parents first. */
export function planKept(scheme: readonly SchemePartition[]): TrialFolder[] {
  return scheme
    .flatMap(({ label, mount }): TrialFolder[] =>
      mount === undefined || mount === '/' || !isData({ label })
        ? []
        : [{ at: mount, kind: 'kept', name: `kept/${label}` }],
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

/**
 * Mounts them on `/target`, as they were left by the installation before this one. What the layers below have in their
 * places is in them too, as what packages write there is on a disk, but takes nothing's place.
 */
export function mountKept(effects: Effects, kept: readonly TrialFolder[]): void {
  for (const { at, name } of kept) {
    const place = `${PATHS.target}${at}`;
    mustRun(effects, ['mkdir', '-p', place, `${OWN}/${name}`]);
    if (effects.list(place).length > 0) mustRun(effects, ['cp', '-a', '-n', `${place}/.`, `${OWN}/${name}/`]);
    mustRun(effects, ['mount', '-o', 'bind', `${OWN}/${name}`, place]);
  }
}

/** The contrary of {@link mountKept}. */
export function unmountKept(effects: Effects, kept: readonly TrialFolder[]): void {
  for (const { at } of [...kept].reverse()) mustRun(effects, ['umount', `${PATHS.target}${at}`]);
}

/**
 * Lays a folder of the mounted medium in a place below `/target`: it is there without being copied, and what is written to it
 * is the machine's own.
 */
export function layFolder(effects: Effects, folder: string, place: string): void {
  const own = `${OWN}/laid/${folder}`;
  mustRun(effects, ['mkdir', '-p', `${own}/upper`, `${own}/work`]);
  const options = `lowerdir=${PATHS.source}/${folder},upperdir=${own}/upper,workdir=${own}/work,volatile`;
  mustRun(effects, ['mount', '-t', 'overlay', '-o', options, 'overlay', place]);
  effects.append(LAID, `${folder}\t${place.slice(PATHS.target.length)}\n`);
}

/** Folders that were laid while the machine was installed, in that order. */
export function readLaid(effects: Effects): TrialFolder[] {
  const lines = (effects.read(LAID) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [folder = '', at = ''] = line.split('\t');
    return { at, kind: 'laid', name: `laid/${folder}`, folder };
  });
}
