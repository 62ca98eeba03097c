import { RELEASE_ATTRIBUTE, RELEASE_IN_USE } from '../../model/mod.ts';
import type { StoredAttribute } from '../types.ts';
import { type MachineIdentity, pickLayers, type SaidAttributes } from './layers.ts';
import { groupStoredAttributes } from './stored-attributes.ts';

/** What is said on a frontend about releases. */
export function groupReleases(stored: readonly StoredAttribute[]): SaidAttributes {
  return groupStoredAttributes(stored.filter(({ name }) => name === RELEASE_ATTRIBUTE));
}

/**
 * The release that a host gets: what the strongest of its scopes says on the frontend, or the one in use. No graph has a
 * say in it, since the release brings the graph.
 *
 * @param machine its operating system is that of the release in use
 * @param inUse ID of that release
 */
export function pickRelease(said: SaidAttributes, machine: MachineIdentity, inUse: string): string {
  const values = pickLayers(said, machine).flatMap((layer) => layer.values[RELEASE_ATTRIBUTE] ?? []);
  const value = values.at(-1) ?? RELEASE_IN_USE;
  return value === RELEASE_IN_USE ? inUse : value;
}
