import { diffLines } from './diff-lines.ts';
import { isEmptySection } from './diff-profiles.ts';
import { type ApplianceDiff, DIFF_SECTIONS, type FieldChange, type SectionDiff } from './types.ts';

/** So many lines of a changed text are shown. */
const LINES = 40;

/** The differences of appliances for people; '' when there are none. */
export function renderApplianceDiffs(diffs: readonly ApplianceDiff[]): string {
  const blocks = diffs.filter(({ state }) => state !== 'same').map(renderAppliance);
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function renderAppliance(diff: ApplianceDiff): readonly string[] {
  const lines = [`Appliance ${diff.appliance}${diff.state === 'changed' ? '' : ` (${diff.state})`}`];
  for (const section of DIFF_SECTIONS) {
    const found = diff[section];
    if (found === undefined) continue;
    for (const line of renderSectionDiff(section, found, '  ')) lines.push(line);
  }
  return lines;
}

/** One kind of thing: a line for each with `+`, `-` or `~`; nothing when nothing differs. */
export function renderSectionDiff(title: string, section: SectionDiff, indent: string): readonly string[] {
  if (isEmptySection(section)) return [];
  const { added, removed, changed } = section;
  const counts = [
    added.length === 0 ? '' : `${added.length} added`,
    removed.length === 0 ? '' : `${removed.length} removed`,
    changed.length === 0 ? '' : `${changed.length} changed`,
  ].filter((part) => part !== '');
  const by = (text: string): string => (text === '' ? '' : `  ${text}`);
  return [
    `${indent}${title}: ${counts.join(', ')}`,
    ...removed.map((entry) => `${indent}  - ${entry.name}${by(entry.by)}`),
    ...added.map((entry) => `${indent}  + ${entry.name}${by(entry.by)}`),
    ...changed.flatMap((entry) => [
      `${indent}  ~ ${entry.name}${by(entry.by)}`,
      ...entry.fields.flatMap((field) => renderField(field, `${indent}      `)),
    ]),
  ];
}

function renderField({ field, before, after }: FieldChange, indent: string): readonly string[] {
  const isText = `${before ?? ''}${after ?? ''}`.includes('\n');
  if (!isText) return [`${indent}${field}: ${shown(before)} -> ${shown(after)}`];
  const lines = diffLines(before ?? '', after ?? '');
  const rest = lines.length - LINES;
  return [
    `${indent}${field}:`,
    ...lines.slice(0, LINES).map((line) => `${indent}  ${line}`.trimEnd()),
    ...(rest > 0 ? [`${indent}  ... ${rest} more lines`] : []),
  ];
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? 'none' : value;
}
