import type { Profile } from '../../graph/mod.ts';
import { renderOpenings } from '../../render/settings/openings.ts';
import type { DebianSettings } from './types.ts';

/** What the settings of a profile come to in an installed Debian. */
export function planSettings(profile: Profile): DebianSettings {
  return { files: [...renderOpenings(profile.openings)] };
}
