import { THING_KINDS, type ThingKind } from '../../model/mod.ts';
import { diffLines } from '../diff/diff-lines.ts';
import type { ChangePlan, PlannedChange } from './types.ts';

/** So many lines of a changed text are shown. */
const LINES = 40;

const TITLES: Readonly<Record<ThingKind, string>> = {
  package: 'packages',
  version: 'versions',
  file: 'files',
  service: 'services',
  script: 'scripts',
  account: 'accounts',
  setting: 'settings',
  answer: 'answers for debconf',
  kernel: 'kernel',
  storage: 'disks',
};

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** A plan for people, below a line that names the hosts; no line where nothing changes. */
export function renderPlan(plan: ChangePlan): readonly string[] {
  return [
    ...plan.reasons.map((reason) => `  because ${reason}`),
    ...plan.attributes.map(
      ({ name, before, after }) => `  attribute ${name}: ${shown(before)} -> ${shown(after)}`,
    ),
    ...THING_KINDS.flatMap((kind) => renderKind(kind, plan.changes)),
    ...(plan.restarts.length === 0 ? [] : [`  restarts: ${plan.restarts.join(' ')}`]),
  ];
}

function renderKind(kind: ThingKind, changes: readonly PlannedChange[]): readonly string[] {
  const own = changes.filter((change) => change.kind === kind);
  if (own.length === 0) return [];
  return [`  ${TITLES[kind]}`, ...own.flatMap(renderChange)];
}

function renderChange({
  name,
  change,
  by,
  before,
  after,
  attributes = [],
}: PlannedChange): readonly string[] {
  const where = by === '' ? '' : `  ${by}`;
  const because = attributes.length === 0 ? '' : `, by ${attributes.join(', ')}`;
  const head = `    ${SIGNS[change]} ${name}${where}${because}`;
  if (before === undefined && after === undefined) return [head];
  const isText = `${before ?? ''}${after ?? ''}`.includes('\n');
  if (!isText) return [`${head}: ${shown(before)} -> ${shown(after)}`];
  const lines = diffTexts(before, after);
  const rest = lines.length - LINES;
  return [
    head,
    ...lines.slice(0, LINES).map((line) => `        ${line}`.trimEnd()),
    ...(rest > 0 ? [`        ... ${rest} more lines`] : []),
  ];
}

/** The lines that differ, with a sign before each. */
export function diffTexts(before: string | undefined, after: string | undefined): readonly string[] {
  const signed = (text: string, sign: string): readonly string[] =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${sign}${line}`);
  if (before === undefined) return signed(after ?? '', '+');
  if (after === undefined) return signed(before, '-');
  return diffLines(before, after);
}

function shown(value: string | undefined): string {
  if (value === undefined || value === '') return 'none';
  return value.includes('\n') ? JSON.stringify(value) : value;
}
