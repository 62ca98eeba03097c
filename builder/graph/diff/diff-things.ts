import type { ComparedThing } from '../elements/reports.ts';
import type { DiffChange, DiffEntry, FieldChange, SectionDiff } from './types.ts';

/** Compares two lists; results are in key order, those of one key in their own order. */
export function diffThings(before: readonly ComparedThing[], after: readonly ComparedThing[]): SectionDiff {
  const [old, now] = [groupByKey(before), groupByKey(after)];
  const added: DiffEntry[] = [];
  const removed: DiffEntry[] = [];
  const changed: DiffChange[] = [];
  for (const key of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const { pairs, onlyBefore, onlyAfter } = pairUp(old.get(key) ?? [], now.get(key) ?? []);
    for (const item of onlyBefore) removed.push(describe(item));
    for (const item of onlyAfter) added.push(describe(item));
    for (const [was, is] of pairs) {
      const fields = diffFields(was.fields, is.fields);
      if (fields.length > 0) changed.push({ ...describe(is), fields });
    }
  }
  return { added, removed, changed };
}

function describe({ name, by }: ComparedThing): DiffEntry {
  return { name, by };
}

function groupByKey(items: readonly ComparedThing[]): ReadonlyMap<string, readonly ComparedThing[]> {
  const groups = new Map<string, ComparedThing[]>();
  for (const item of items) {
    const list = groups.get(item.key);
    if (list === undefined) groups.set(item.key, [item]);
    else list.push(item);
  }
  return groups;
}

/** Which of several things of one name belong together: equal ones, then those of one node, then in sequence. */
function pairUp(before: readonly ComparedThing[], after: readonly ComparedThing[]) {
  const pairs: [ComparedThing, ComparedThing][] = [];
  let [old, now] = [before, after];
  for (const bond of [contentOf, (item: ComparedThing): string => item.node, (): string => '']) {
    const waiting = new Map<string, ComparedThing[]>();
    for (const item of now) waiting.set(bond(item), [...(waiting.get(bond(item)) ?? []), item]);
    const matched = new Set<ComparedThing>();
    for (const item of old) {
      const partner = waiting.get(bond(item))?.shift();
      if (partner === undefined) continue;
      pairs.push([item, partner]);
      matched.add(item).add(partner);
    }
    old = old.filter((item) => !matched.has(item));
    now = now.filter((item) => !matched.has(item));
  }
  return { pairs, onlyBefore: old, onlyAfter: now };
}

function contentOf(item: ComparedThing): string {
  return JSON.stringify(item.fields);
}

function diffFields(before: ComparedThing['fields'], after: ComparedThing['fields']): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((field) => before[field] !== after[field])
    .map((field) => {
      const [was, is] = [before[field], after[field]];
      return {
        field,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      };
    });
}
