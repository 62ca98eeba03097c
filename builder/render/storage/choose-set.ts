import {
  countOf,
  type Disk,
  errorProblem,
  isData,
  type Problem,
  type SchemePartition,
  type StorageAnswers,
  SYSTEM_SET,
} from '../../model/mod.ts';
import { listWords } from './answers.ts';
import { setOf } from './check-scheme.ts';
import {
  chooseDisk,
  classifyDisk,
  isUsable,
  knownTables,
  leastNeeded,
  listDisks,
  mayWipe,
  type NeededBytes,
  needsWipe,
  refuse,
  takeNamed,
} from './choose-disk.ts';

/** Disks that are alike, and what lies on them. */
export interface DiskSet {
  readonly name: string;
  readonly least: number;
  /** Undefined: as many as there are. */
  readonly most: number | undefined;
  readonly items: readonly SchemePartition[];
}

export interface ChosenDisk {
  readonly disk: Disk;
  readonly why: string;
}

export type SetChoice = { readonly chosen: readonly ChosenDisk[] } | { readonly problem: Problem };

/** The sets of a scheme: the system's first, then by their names. */
export function listSets(scheme: readonly SchemePartition[]): readonly DiskSet[] {
  const names = [...new Set(scheme.flatMap((item) => setOf(item) ?? []))].sort();
  const sorted = [SYSTEM_SET, ...names.filter((name) => name !== SYSTEM_SET)];
  return sorted.map((name) => {
    const items = scheme.filter((item) => setOf(item) === name);
    const raid = items.find((item) => item.raid !== undefined)?.raid;
    return { name, items, least: raid?.least ?? 1, most: raid === undefined ? 1 : raid.most };
  });
}

/** The words about one set in what the site says about disks. */
export function namedDisks({ disk = '' }: StorageAnswers, set: string): readonly string[] {
  return listWords(disk).flatMap((word) => {
    const [, name = SYSTEM_SET, path = word] = /^([a-z][a-z0-9]*):(.*)$/.exec(word) ?? [];
    return name === set ? [path] : [];
  });
}

/**
 * Chooses the disks of a set.
 *
 * @param disks those that no other set has taken
 * @param sets all of the scheme: what is another's is not taken
 * @param devices how many disks kept arrays have when they are whole; undefined: there are none
 */
export function chooseSet(
  disks: readonly Disk[],
  set: DiskSet,
  sets: readonly DiskSet[],
  answers: StorageAnswers,
  neededBytes: NeededBytes,
  devices: number | undefined,
): SetChoice {
  const foreign = sets.filter((other) => other !== set).flatMap(({ items }) => items);
  const free = disks.filter((disk) => !holds(disk, foreign) || holds(disk, set.items));
  const named = namedDisks(answers, set.name);
  if (set.most !== 1) return chooseSeveral(free, set, named, answers, neededBytes, devices);
  if (named.length > 1)
    return refuse(`The disks "${set.name}" are one, and ${named.length} are named`, disks);
  const own = free.filter((disk) => holds(disk, set.items));
  const sorted = [...free].sort(compareFor(set));
  const candidates = sets.length === 1 || named.length > 0 ? disks : own.length > 0 ? own : sorted;
  const { disk: _, ...others } = answers;
  const choice = chooseDisk(
    candidates,
    named[0] === undefined ? others : { ...others, disk: named[0] },
    neededBytes,
  );
  return 'problem' in choice ? choice : { chosen: [choice] };
}

/** The smallest disks come first for the system, and the largest for data. */
function compareFor({ name }: DiskSet): (a: Disk, b: Disk) => number {
  const sign = name === SYSTEM_SET ? 1 : -1;
  return (a, b) => sign * (a.sizeBytes - b.sizeBytes) || (a.path < b.path ? -1 : 1);
}

/** Whether a disk of ours has a partition of one of these names. */
function holds(disk: Disk, items: readonly SchemePartition[]): boolean {
  if (classifyDisk(disk) !== 'cairn') return false;
  return disk.partitions.some((partition) => items.some(({ label }) => label === partition.label));
}

function chooseSeveral(
  disks: readonly Disk[],
  set: DiskSet,
  named: readonly string[],
  answers: StorageAnswers,
  neededBytes: NeededBytes,
  devices: number | undefined,
): SetChoice {
  const known = knownTables(answers);
  const found =
    named.length > 0
      ? takeAllNamed(disks, named, answers)
      : takeByRule(disks, set, answers, known, neededBytes, devices);
  if ('problem' in found) return found;
  const { chosen } = found;
  const most = devices ?? set.most ?? chosen.length;
  const range =
    set.most === undefined
      ? `${set.least} at least`
      : set.least === set.most
        ? `${set.least}`
        : `${set.least} to ${set.most}`;
  const title = `The disks "${set.name}" are to be ${range}`;
  if (chosen.length > most)
    return refuse(
      `${title}, and these are ${chosen.length}: ${chosen.map(({ disk }) => disk.path).join(', ')}`,
      disks,
    );
  const isOld = chosen.some(({ disk }) => holds(disk, set.items));
  if (chosen.length < set.least && !isOld)
    return refuse(
      `${title}, and ${countOf(chosen.length, 'disk')} may be installed on`,
      disks,
      leastNeeded(disks, neededBytes),
    );
  if (new Set(chosen.map(({ disk }) => disk.sectorBytes)).size > 1)
    return refuse(`The disks "${set.name}" have sectors of different sizes`, disks);
  const isKnown = known.length === 0 || chosen.some(({ disk }) => known.includes(disk.tableId ?? ''));
  if (isKnown || chosen.every(({ disk }) => mayWipe(answers, disk))) return found;
  const hint = `Put one back, or allow others: cairn host reinstall HOST --new-disk. Found: ${listDisks(disks)}`;
  const message = `None of the disks "${set.name}" that this machine was installed on is there`;
  return { problem: errorProblem('STORAGE_CHANGED', message, undefined, hint) };
}

function takeAllNamed(disks: readonly Disk[], named: readonly string[], answers: StorageAnswers): SetChoice {
  const chosen: ChosenDisk[] = [];
  for (const path of new Set(named)) {
    const taken = takeNamed(disks, path, answers);
    if ('problem' in taken) return taken;
    chosen.push({ ...taken, why: 'it is one of those that were named' });
  }
  return { chosen };
}

/**
 * What holds parts of the set already; then disks of ours that hold nothing of anybody's, then empty ones, then those that
 * may be wiped. Of these the smallest that are large enough become the system's, and the largest hold data.
 */
function takeByRule(
  disks: readonly Disk[],
  set: DiskSet,
  answers: StorageAnswers,
  known: readonly string[],
  neededBytes: NeededBytes,
  devices: number | undefined,
): SetChoice {
  const fixed = disks.filter((disk) => isUsable(disk) && !disk.removable);
  const holding = fixed.filter((disk) => holds(disk, set.items));
  const remembered = holding.filter((disk) => known.includes(disk.tableId ?? ''));
  const old = remembered.length > 0 ? remembered : holding;
  if (countSystems(old) > 1) return refuse('Several disks hold a Cairn system, and not the same one', disks);
  const kinds: readonly (readonly [(disk: Disk) => boolean, string])[] = [
    [(disk) => classifyDisk(disk) === 'cairn' && !disk.partitions.some(isData), 'it is a disk of Cairn'],
    [(disk) => classifyDisk(disk) === 'empty', 'it is empty'],
    [(disk) => needsWipe(disk) && mayWipe(answers, disk), 'it may be wiped'],
  ];
  const spare = kinds.flatMap(([isKind, why]) =>
    fixed
      .filter(
        (disk) => isKind(disk) && !holding.includes(disk) && disk.sizeBytes >= neededBytes(disk.sectorBytes),
      )
      .sort(compareFor(set))
      .map((disk): ChosenDisk => ({ disk, why })),
  );
  const alike = pickAlike(spare, old[0]?.sectorBytes);
  const wanted = Math.max(0, (devices ?? set.most ?? Infinity) - old.length);
  const first = old.map((disk): ChosenDisk => ({ disk, why: `it is one of the disks "${set.name}"` }));
  return { chosen: [...first, ...alike.slice(0, wanted)] };
}

/** Sectors of one size: of those that are there already, or of most. */
function pickAlike(spare: readonly ChosenDisk[], sectorBytes: number | undefined): readonly ChosenDisk[] {
  const of = (bytes: number): readonly ChosenDisk[] => spare.filter(({ disk }) => disk.sectorBytes === bytes);
  if (sectorBytes !== undefined) return of(sectorBytes);
  const sizes = [...new Set(spare.map(({ disk }) => disk.sectorBytes))].sort((a, b) => a - b);
  return sizes.map(of).reduce((best, each) => (each.length > best.length ? each : best), []);
}

/** Systems that are not members of one array; what an interrupted installation left counts for none. */
function countSystems(disks: readonly Disk[]): number {
  const roots = disks.flatMap(({ partitions }) => partitions.filter(({ label }) => label === 'cairn-root'));
  return new Set(
    roots.flatMap(({ path, member, fsType }) => member?.uuid ?? (fsType === undefined ? [] : path)),
  ).size;
}
