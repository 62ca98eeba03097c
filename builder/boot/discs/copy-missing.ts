import { type Checksums, damagedMedium } from '../fetch/source-files.ts';
import { announce } from '../machine/announce.ts';
import { findWrong } from '../machine/checksum.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { readIdentity } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';
import { discFolder, findDiscs } from './find-discs.ts';

const LOOK_MS = 5_000;
/** So long nobody has inserted anything that was missing. */
const PATIENCE_MS = 60 * 60_000;

export interface MissingFiles {
  /** `cairn` or `install` of the medium. */
  readonly folder: string;
  readonly target: string;
  readonly sums: Checksums;
  /** Files that the drives do not hold, by path below the folder. */
  readonly wrong: readonly string[];
}

/**
 * Copies what is on further discs of a set, which are asked for on the consoles and waited for.
 *
 * @param count of the set
 * @throws {InstallFailure} nobody inserts them, or what they hold is damaged
 */
export function copyMissing(
  effects: Effects,
  { source, inUse }: InstallState,
  count: number,
  { folder, target, sums, wrong }: MissingFiles,
): void {
  const { name, version, ...identity } = readIdentity(effects);
  const id = source.mediumId ?? identity.id;
  let missing = wrong;
  let deadline = effects.now() + PATIENCE_MS;
  let told = -1;
  const damaged = new Set<string>();
  while (missing.length > 0) {
    if (told !== missing.length)
      announce(
        effects,
        `Insert the other discs of ${name} ${version} (2 to ${count}) into another drive: ${missing.length} files are missing`,
      );
    told = missing.length;
    const busy = source.device === undefined ? inUse : [...inUse, source.device];
    for (const disc of findDiscs(effects, busy)) {
      if (disc.id === id && disc.over === undefined)
        for (const path of missing)
          copyOne(effects, `${discFolder(disc.device)}/${folder}/${path}`, target, path);
      effects.run(['umount', discFolder(disc.device)]);
    }
    const left = findWrong(effects, target, new Map(missing.map((path) => [path, sums.get(path)!])));
    for (const path of left) if (effects.exists(`${target}/${path}`)) damaged.add(path);
    if (damaged.size > 0) throw damagedMedium([...damaged]);
    if (left.length < missing.length) deadline = effects.now() + PATIENCE_MS;
    missing = left;
    if (missing.length === 0) return;
    if (effects.now() > deadline)
      throw new InstallFailure(
        `Nobody has inserted the disc with ${missing[0]!}`,
        'Install again, with all discs',
      );
    effects.sleep(LOOK_MS);
  }
}

function copyOne(effects: Effects, from: string, target: string, path: string): void {
  if (!effects.exists(from)) return;
  const to = `${target}/${path}`;
  mustRun(effects, ['mkdir', '-p', to.replace(/\/[^/]*$/, '')]);
  mustRun(effects, ['cp', '-a', from, to]);
}
