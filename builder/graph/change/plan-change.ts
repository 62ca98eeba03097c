import { type HostRecord, type RecordedThing, THING_KINDS } from '../../model/mod.ts';
import { refuseChange } from './judge-change.ts';
import type { ChangedAttribute, ChangePlan, PlannedChange } from './types.ts';

/** How the value of a secret attribute is shown. */
const SECRET = '(secret)';

/** Says of a record's attribute whether it is secret. */
const DIGEST = /^sha256:[0-9a-f]+$/;

/** What makes a machine that was made to one record what the other one says. Pure; of two that are alike it is nothing. */
export function planChange(recorded: HostRecord, wanted: HostRecord): ChangePlan {
  const changes = [...listChanges(recorded.things, wanted.things), ...listVersions(recorded, wanted)].sort(
    (a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  const reasons = [
    ...(recorded.appliance === wanted.appliance
      ? []
      : [`it is to be of the appliance "${wanted.appliance}", and is of "${recorded.appliance}"`]),
    ...changes.flatMap(explainRefusal),
  ];
  return {
    verdict: reasons.length > 0 ? 'reinstall' : changes.length > 0 ? 'in place' : 'nothing',
    reasons,
    attributes: listAttributes(recorded.attributes, wanted.attributes),
    changes,
    restarts: listRestarts(recorded, wanted, changes),
  };
}

function rankOf({ kind }: PlannedChange): number {
  return THING_KINDS.indexOf(kind);
}

const VERBS = { added: 'is new', removed: 'is not wanted any more', changed: 'is another one' } as const;

function explainRefusal({ kind, name, change, by, refused }: PlannedChange): readonly string[] {
  if (refused === undefined) return [];
  const where = by === '' ? '' : `, ${by}`;
  return [`${kind} "${name}"${where}: ${VERBS[change]}, and ${refused}`];
}

/** By kind and name, as things are told apart. */
export function keyOf({ kind, name }: Pick<RecordedThing, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function listChanges(
  recorded: readonly RecordedThing[],
  wanted: readonly RecordedThing[],
): readonly PlannedChange[] {
  const known = new Map(recorded.map((thing) => [keyOf(thing), thing]));
  const left = new Map(known);
  const changes: PlannedChange[] = [];
  for (const thing of wanted) {
    const before = known.get(keyOf(thing));
    left.delete(keyOf(thing));
    if (before === undefined || before.digest !== thing.digest) changes.push(describeChange(before, thing));
  }
  for (const thing of left.values()) {
    // A line that nobody says any more is not taken back: nobody knows what was before it
    if (thing.kind !== 'setting') changes.push(describeChange(thing, undefined));
  }
  return changes;
}

function describeChange(before: RecordedThing | undefined, after: RecordedThing | undefined): PlannedChange {
  const { kind, name, by } = (after ?? before)!;
  const refused = refuseChange(before, after);
  const isSeen = before?.text !== after?.text;
  return {
    kind,
    name,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    by,
    ...(isSeen && before?.text !== undefined ? { before: before.text } : {}),
    ...(isSeen && after?.text !== undefined ? { after: after.text } : {}),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Versions of packages that are installed, and are to be others. */
function listVersions(recorded: HostRecord, wanted: HostRecord): readonly PlannedChange[] {
  const [old, now] = [recorded.versions ?? {}, wanted.versions ?? {}];
  return Object.keys(now)
    .filter((name) => old[name] !== undefined && old[name] !== now[name])
    .map((name) => ({
      kind: 'version',
      name,
      change: 'changed',
      by: '',
      before: old[name]!,
      after: now[name]!,
    }));
}

function listAttributes(
  before: HostRecord['attributes'],
  after: HostRecord['attributes'],
): readonly ChangedAttribute[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const shown = (value: string): string => (DIGEST.test(value) ? SECRET : value);
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({
      name,
      ...(before[name] === undefined ? {} : { before: shown(before[name]) }),
      ...(after[name] === undefined ? {} : { after: shown(after[name]) }),
    }));
}

/** In the order of the things that they take up. */
function listRestarts(
  recorded: HostRecord,
  wanted: HostRecord,
  changes: readonly PlannedChange[],
): readonly string[] {
  const known = new Map([...recorded.things, ...wanted.things].map((thing) => [keyOf(thing), thing]));
  const off = new Set(
    wanted.things
      .filter(({ kind, text }) => kind === 'service' && text === 'disabled')
      .map(({ name }) => name),
  );
  const units = changes.flatMap((change) => {
    const thing = known.get(keyOf(change));
    const takesUp =
      change.kind === 'file' || (change.kind === 'script' && thing?.phases?.includes('reconfigure'));
    return takesUp ? (thing?.units ?? []) : [];
  });
  return [...new Set(units)].filter((unit) => !off.has(unit));
}
