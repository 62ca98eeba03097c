import { DISC_IDENTITY, parseJsonDocument } from '../../model/documents/mod.ts';
import { DISC_FILE, type DiscIdentity } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { blkidDevices, type FoundDisc } from '../machine/source.ts';

/** Where the medium that was started from is while others are laid over it. */
export const FIRST_DISC = `${PATHS.discs}/first`;

/** Where a disc is mounted: it stays so, as long as it is used. */
export function discFolder(device: string): string {
  return `${PATHS.discs}/${device.split('/').at(-1)!}`;
}

/**
 * Looks for media that say that they are one of several, in every drive and on every stick.
 *
 * @param inUse devices that are mounted already
 */
export function findDiscs(effects: Effects, inUse: readonly string[]): FoundDisc[] {
  const found: FoundDisc[] = [];
  effects.run(['udevadm', 'settle', '--timeout=10']);
  for (const device of blkidDevices(effects, 'TYPE=iso9660')) {
    if (inUse.includes(device)) continue;
    const folder = discFolder(device);
    effects.run(['mkdir', '-p', folder]);
    if (effects.run(['mount', '-t', 'iso9660', '-o', 'ro', device, folder]) !== 0) continue;
    const identity = parseDisc(effects.read(`${folder}/${DISC_FILE}`));
    if (identity !== undefined) found.push({ ...identity, device });
    else effects.run(['umount', folder]);
  }
  return found;
}

/** Of how many discs the set is that was started from. */
export function countDiscs(effects: Effects): number {
  const first = effects.exists(FIRST_DISC) ? FIRST_DISC : PATHS.source;
  return parseDisc(effects.read(`${first}/${DISC_FILE}`))?.count ?? 1;
}

/** Reads a `disc.json`; undefined where the text is something else. */
function parseDisc(text: string | undefined): DiscIdentity | undefined {
  try {
    return text === undefined ? undefined : parseJsonDocument(DISC_IDENTITY, text);
  } catch {
    return undefined;
  }
}
