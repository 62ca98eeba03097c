import type { Opening } from '../../model/mod.ts';
import type { Profile } from '../elements/mod.ts';

/** What the firewall of a machine lets in, in traversal order: what may listen there and be heard. */
export function listOpenings({ openings }: Pick<Profile, 'openings'>): readonly Opening[] {
  return openings ?? [];
}
