import type { Profile } from '../elements/mod.ts';
import { diffThings } from './diff-things.ts';
import { listThings } from './list-things.ts';
import { listMovedNodes } from './moved-nodes.ts';
import { type ApplianceDiff, DIFF_SECTIONS, type DiffSection, type SectionDiff } from './types.ts';

/** What one appliance gets differently; undefined on a side that does not have it. Pure. */
export function diffProfiles(
  appliance: string,
  before: Profile | undefined,
  after: Profile | undefined,
): ApplianceDiff {
  const [old, now] = [listThings(before), listThings(after)];
  const said = DIFF_SECTIONS.filter((section) => says(before, section) || says(after, section));
  const sections = Object.fromEntries(
    said.map((section) => [section, diffThings(old[section]!, now[section]!)]),
  ) as Omit<ApplianceDiff, 'appliance' | 'state'>;
  const moved = listMovedNodes(old['nodes']!, now['nodes']!);
  const nodes = { ...sections.nodes, changed: [...sections.nodes.changed, ...moved] };
  const result = { ...sections, nodes };
  const isSame = said.every((section) => isEmptySection(result[section]!));
  const state =
    before === undefined ? 'added' : after === undefined ? 'removed' : isSame ? 'same' : 'changed';
  return { appliance, state, ...result };
}

function says(profile: Profile | undefined, section: DiffSection): boolean {
  return section === 'nodes' || profile?.[section] !== undefined;
}

/** True when nothing was added, removed or changed. */
export function isEmptySection({ added, removed, changed }: SectionDiff): boolean {
  return added.length === 0 && removed.length === 0 && changed.length === 0;
}
