import type { LockedPackage, RecipeLock } from '../../distro/mod.ts';
import { renderSectionDiff, type SectionDiff } from '../../graph/mod.ts';

/** How two locks differ; of the graph a lock knows only the digests of the rolls. */
export interface LockDiff {
  /** Recipe, operating system, site, engine. */
  readonly inputs: SectionDiff;
  readonly rolls: SectionDiff;
  readonly packages: SectionDiff;
  /** Packages that the medium itself is made of. */
  readonly media: SectionDiff;
  /** Packages that another release lends to the installer. */
  readonly borrowed: SectionDiff;
}

type Fields = Readonly<Record<string, string | undefined>>;
interface Item {
  readonly name: string;
  readonly by: string;
  readonly fields: Fields;
}

/** Compares two locks. Pure. */
export function diffLocks(before: RecipeLock, after: RecipeLock): LockDiff {
  const listBorrowed = ({ borrowed }: RecipeLock): readonly Item[] =>
    (borrowed?.packages ?? []).map(describePackage);
  return {
    inputs: diffNamed(listInputs(before), listInputs(after)),
    rolls: diffNamed(before.rolls.map(describeRoll), after.rolls.map(describeRoll)),
    packages: diffNamed(before.packages.map(describePackage), after.packages.map(describePackage)),
    media: diffNamed(before.media.map(describePackage), after.media.map(describePackage)),
    borrowed: diffNamed(listBorrowed(before), listBorrowed(after)),
  };
}

function listInputs(lock: RecipeLock): readonly Item[] {
  const { recipe, arch, epochSeconds, site, engine, cairn, key, os, rolls } = lock;
  const named: readonly [string, Fields][] = [
    ['recipe', { name: recipe.name, version: recipe.version, sha256: recipe.sha256, ...recipe.says }],
    ['architecture', { name: arch }],
    ['time stamp', { seconds: String(epochSeconds) }],
    ['operating system', { id: os.id, indexes: os.indexes }],
    ['order of rolls', { names: rolls.map(({ name }) => name).join(', ') }],
    ...(site === undefined ? [] : [['site', { sha256: site }] as [string, Fields]]),
    ...(cairn === undefined ? [] : [['Cairn', { version: cairn }] as [string, Fields]]),
    ...(key === undefined ? [] : [['key that signs', { fingerprint: key.fingerprint }] as [string, Fields]]),
    ...(engine === undefined ? [] : [['program of the installer', { sha256: engine }] as [string, Fields]]),
  ];
  return named.map(([name, fields]) => ({ name, by: '', fields }));
}

function describeRoll({ name, version, sha256 }: RecipeLock['rolls'][number]): Item {
  return { name, by: version, fields: { version, sha256 } };
}

function describePackage(item: LockedPackage): Item {
  const { name, version, arch, sha256, suite, component, roll } = item;
  const from = roll === undefined ? `${suite}/${component}` : `roll ${roll}`;
  return { name, by: `${version} (${from})`, fields: { version, arch, from, sha256 } };
}

function diffNamed(before: readonly Item[], after: readonly Item[]): SectionDiff {
  const byName = (items: readonly Item[]): ReadonlyMap<string, Item> =>
    new Map(items.map((item) => [item.name, item]));
  const [old, now] = [byName(before), byName(after)];
  const entry = ({ name, by }: Item): { name: string; by: string } => ({ name, by });
  const sorted = (items: readonly Item[]): readonly Item[] =>
    [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    added: sorted(after.filter(({ name }) => !old.has(name))).map(entry),
    removed: sorted(before.filter(({ name }) => !now.has(name))).map(entry),
    changed: sorted(after.filter(({ name }) => old.has(name))).flatMap((item) => {
      const was = old.get(item.name)!;
      const fields = Object.keys({ ...was.fields, ...item.fields })
        .filter((field) => was.fields[field] !== item.fields[field])
        .map((field) => ({
          field,
          ...side('before', was.fields[field]),
          ...side('after', item.fields[field]),
        }));
      return fields.length === 0 ? [] : [{ ...entry(item), fields }];
    }),
  };
}

function side<Name extends string>(name: Name, value: string | undefined): { readonly [N in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };
}

/** The differences for people; '' when there are none. A digest says little once a version differs. */
export function renderLockDiff(diff: LockDiff): string {
  const titles = {
    inputs: 'inputs',
    rolls: 'rolls',
    packages: 'packages',
    media: 'packages of the medium',
    borrowed: 'borrowed packages',
  };
  const lines = Object.entries(titles).flatMap(([key, title]) => {
    const section = diff[key as keyof LockDiff];
    const changed = section.changed.map((change) => ({
      ...change,
      by: '',
      fields: change.fields.filter(
        ({ field }) => field !== 'sha256' || !change.fields.some((other) => other.field === 'version'),
      ),
    }));
    return renderSectionDiff(title, { ...section, changed }, '');
  });
  return lines.map((line) => `${line}\n`).join('');
}
