import { type ComparedKey, type ElementResults, REPORTED_ELEMENTS } from '../elements/mod.ts';

/** One field of a thing that is not what it was; absent: it had or has no such field. */
export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/** Something that one side has. */
export interface DiffEntry {
  readonly name: string;
  /** Who brings it: `node (roll/file:line)`. */
  readonly by: string;
}

/** Something that both sides have, differently. */
export interface DiffChange extends DiffEntry {
  readonly fields: readonly FieldChange[];
}

/** What became of one kind of thing. */
export interface SectionDiff {
  readonly added: readonly DiffEntry[];
  readonly removed: readonly DiffEntry[];
  readonly changed: readonly DiffChange[];
}

export type DiffSection = 'nodes' | ComparedKey;
export const DIFF_SECTIONS: readonly DiffSection[] = [
  'nodes',
  ...REPORTED_ELEMENTS.filter(({ result }) => result.report.compare !== undefined).map(
    ({ result }) => result.key as ComparedKey,
  ),
];

/** Keys of a profile that may say nothing at all. */
type SettingKey = {
  [K in ComparedKey]: undefined extends ElementResults[K] ? K : never;
}[ComparedKey];

/** What became of one appliance. */
export type ApplianceDiff = {
  readonly appliance: string;
  readonly state: 'added' | 'removed' | 'changed' | 'same';
} & { readonly [S in Exclude<DiffSection, SettingKey>]: SectionDiff } & {
  /** Left out where neither side says any. */
  readonly [S in SettingKey]?: SectionDiff;
};
