import type { Problem } from '../../model/mod.ts';
import { ELEMENTS_WITH_RESULT, type Profile, resultIn } from '../elements/mod.ts';

/** What two nodes of one machine want differently. */
export function checkProfile(profile: Profile | undefined): readonly Problem[] {
  if (profile === undefined) return [];
  return ELEMENTS_WITH_RESULT.flatMap((element) => element.result.check?.(resultIn(profile, element)) ?? []);
}
