import type { PageSection } from '../../model/mod.ts';
import { ELEMENTS_WITH_RESULT, type Profile, REPORTED_ELEMENTS, resultIn } from '../elements/mod.ts';
import type { ListSection } from '../elements/reports.ts';

/** What elements came to, for people: in the order of the profile. */
export function listSections(profile: Profile): readonly ListSection[] {
  return ELEMENTS_WITH_RESULT.flatMap((element) => element.result.list?.(resultIn(profile, element)) ?? []);
}

/** The parts of a profile that are printed, as they are. */
export function pickListed(profile: Profile): Readonly<Record<string, unknown>> {
  const listed = ELEMENTS_WITH_RESULT.filter(({ result }) => result.list !== undefined);
  return Object.fromEntries(listed.map((element) => [element.result.key, resultIn(profile, element)]));
}

/** What a host gets, for its page. */
export function listPageSections(profile: Profile): readonly PageSection[] {
  return REPORTED_ELEMENTS.flatMap(
    (element) => element.result.report.page?.(resultIn(profile, element)) ?? [],
  );
}
