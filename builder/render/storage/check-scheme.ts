import {
  errorProblem,
  formatPlace,
  isData,
  type Place,
  type Problem,
  type SchemePartition,
  SYSTEM_SET,
} from '../../model/mod.ts';
import { HINTS } from './parse-directive.ts';

/** A place for a file system and the directive that asks for it. */
export interface PlacedItem {
  readonly partition: SchemePartition;
  readonly place: Place;
}

/** A volume group, and the physical volumes that it names. */
export interface PlacedGroup {
  readonly group: string;
  readonly physical: readonly string[];
  readonly place: Place;
}

/** The set of disks that an item lies on; undefined: it is a logical volume. */
export function setOf({ on, volumeOf }: SchemePartition): string | undefined {
  return volumeOf === undefined ? (on ?? SYSTEM_SET) : undefined;
}

/** What the parts of a scheme are only together; the place is that of the one that brought it about. */
export function checkScheme(placed: readonly PlacedItem[]): Problem[] {
  if (placed.length === 0) return [];
  const problems: Problem[] = [];
  const root = placed.find(({ partition }) => partition.mount === '/');
  const complain = (message: string, culprits: readonly PlacedItem[]): void => {
    const { place } = findCulprit(culprits, root);
    problems.push(errorProblem('STORAGE_SCHEME', message, place, HINTS.part));
  };
  for (const key of ['label', 'mount'] as const) {
    const seen = new Map<string, PlacedItem>();
    for (const item of placed) {
      const value = item.partition[key];
      const other = value === undefined ? undefined : seen.get(value);
      if (other !== undefined)
        complain(
          `Two partitions have the ${key} "${value}": in ${formatPlace(other.place)} and ${formatPlace(item.place)}`,
          [other, item],
        );
      else if (value !== undefined) seen.set(value, item);
    }
  }
  if (root === undefined) complain('No partition is mounted at "/"', placed.slice(0, 1));
  for (const together of divide(placed)) checkSizes(together, complain);
  for (const set of divide(placed.filter(({ partition }) => partition.volumeOf === undefined)))
    checkSet(set, complain);
  return problems;
}

type Complain = (message: string, culprits: readonly PlacedItem[]) => void;

/** What shares one disk, or one volume group. */
function divide(placed: readonly PlacedItem[]): readonly (readonly PlacedItem[])[] {
  const nameOf = ({ partition }: PlacedItem): string =>
    setOf(partition) ?? `volume group ${partition.volumeOf}`;
  const names = [...new Set(placed.map(nameOf))];
  return names.map((name) => placed.filter((item) => nameOf(item) === name));
}

function checkSizes(placed: readonly PlacedItem[], complain: Complain): void {
  const growing = placed.filter(({ partition }) => partition.rest);
  if (growing.length > 1)
    complain(`More than one partition has --grow: ${listItems(growing, () => '')}`, growing);
  const shared = placed.filter(({ partition }) => partition.share !== undefined);
  const shares = shared.reduce((sum, { partition }) => sum + Math.round(partition.share! * 1e6), 0) / 1e6;
  const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
  if (shares > 1) {
    const list = listItems(shared, ({ share = 0 }) => ` ${percent(share)}`);
    complain(`The shares add up to ${percent(shares)}: ${list}`, shared);
  }
}

/** All disks of a set are alike. */
function checkSet(placed: readonly PlacedItem[], complain: Complain): void {
  const set = setOf(placed[0]!.partition);
  const boots = placed.filter(
    ({ partition: { mount = '', fsType } }) => fsType === 'biosboot' || /^\/(?:$|boot(?:\/|$))/.test(mount),
  );
  if (set !== SYSTEM_SET && boots.length > 0)
    complain(
      `The system starts from the disks "${SYSTEM_SET}", and not from "${set}": ${listItems(boots, () => '')}`,
      boots,
    );
  const arrays = placed.filter(({ partition }) => partition.raid !== undefined);
  if (arrays.length === 0) return;
  const disksOf = ({ raid }: SchemePartition): string => `${raid?.least} to ${raid?.most ?? 'all'}`;
  if (new Set(arrays.map(({ partition }) => disksOf(partition))).size > 1)
    complain(
      `The arrays of the disks "${set}" want different numbers of disks: ${listItems(arrays, (item) => ` ${disksOf(item)}`)}`,
      arrays,
    );
  const single = placed.filter(({ partition: { raid, each } }) => raid === undefined && !each);
  if (single.length > 0)
    complain(
      `The disks "${set}" are several and alike: what is on one of them alone must be a <raid> too, or on --each of them: ${listItems(single, () => '')}`,
      single,
    );
}

/** Puts physical volumes and logical volumes into their groups. @param items with the names of physical volumes */
export function joinGroups(
  items: readonly (PlacedItem & { readonly physical?: string | undefined })[],
  groups: readonly PlacedGroup[],
  problems: Problem[],
): PlacedItem[] {
  const complain = (message: string, place: Place): void =>
    void problems.push(errorProblem('STORAGE_SCHEME', message, place, HINTS.volgroup));
  for (const [index, { group, physical, place }] of groups.entries()) {
    if (groups.slice(0, index).some((other) => other.group === group))
      complain(`Two volume groups have the name "${group}"`, place);
    for (const name of physical) {
      if (!items.some((item) => item.physical === name))
        complain(`The volume group "${group}" names "${name}", which no <part> or <raid> makes`, place);
      if (groups.slice(0, index).some((other) => other.physical.includes(name)))
        complain(`Two volume groups name "${name}"`, place);
    }
  }
  const groupOf = (name: string): string | undefined =>
    groups.find(({ physical }) => physical.includes(name))?.group;
  const joined = items.map(({ partition, place, physical }): PlacedItem => {
    if (physical === undefined) return { partition, place };
    const group = groupOf(physical);
    if (group === undefined) complain(`No <volgroup> names "${physical}" (${partition.label})`, place);
    return { partition: { ...partition, ...(group === undefined ? {} : { group }) }, place };
  });
  for (const { partition, place } of joined) {
    const { volumeOf, label } = partition;
    if (volumeOf === undefined) continue;
    const below = joined.filter((item) => item.partition.group === volumeOf);
    if (below.length === 0)
      complain(`The logical volume "${label}" is in "${volumeOf}", which no <volgroup> makes`, place);
    else if (isData(partition) && !below.every((item) => isData(item.partition)))
      complain(
        `The logical volume "${label}" would not outlast its physical volumes, which are no state-NAME`,
        place,
      );
  }
  for (const { group, place } of groups) {
    const below = joined.filter((item) => item.partition.group === group);
    if (new Set(below.map((item) => isData(item.partition))).size > 1)
      complain(`The volume group "${group}" has physical volumes cairn-NAME and state-NAME`, place);
  }
  return joined;
}

function listItems(placed: readonly PlacedItem[], describe: (partition: SchemePartition) => string): string {
  return placed
    .map(({ partition, place }) => `${partition.label}${describe(partition)} (${formatPlace(place)})`)
    .join(', ');
}

/**
 * Who says "/" lays out the disk, and others add to it: of partitions that do not go together the last one of another
 * file is the one to change.
 */
function findCulprit(culprits: readonly PlacedItem[], root: PlacedItem | undefined): PlacedItem {
  return culprits.findLast(({ place }) => place.file !== root?.place.file) ?? culprits.at(-1)!;
}
