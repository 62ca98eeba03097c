import {
  errorProblem,
  type FileSystem,
  formatPlace,
  type Place,
  type Problem,
  parseSize,
  type SchemePartition,
} from '../../model/mod.ts';
import { parseOptions } from '../options/parse-options.ts';

/** A `<part>` directive: its text and where it stands. */
export interface PartDirective {
  readonly text: string;
  readonly place: Place;
}

export interface SchemeResult {
  readonly partitions: readonly SchemePartition[];
  readonly problems: readonly Problem[];
}

const FILE_SYSTEMS: readonly FileSystem[] = ['ext4', 'vfat', 'swap', 'biosboot'];
const OPTIONS = ['label', 'fstype', 'size', 'want', 'share', 'grow', 'options'];
const MOUNT = /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._+@-]+)+)$/;
const LABEL = /^(cairn|state)-[a-z0-9][a-z0-9-]{0,9}$/;
const HINT = 'Write: <part>/srv --label=state-srv --fstype=ext4 --size=1GiB --share=20%</part>';

/** A partition and the directive that asks for it. */
interface PlacedPartition {
  readonly partition: SchemePartition;
  readonly place: Place;
}

/**
 * Reads the storage scheme: one `<part>` per partition, in kickstart's manner:
 * `MOUNT|swap|biosboot --label=NAME [--fstype=ext4|vfat] --size=MINIMUM [--want=SIZE] [--share=N%] [--grow] [--options=...]`.
 * `--size` is the minimum, `--want` what is better, `--share` the wanted part of the disk; `--grow` takes what is left.
 *
 * @param isWhole false: some partitions are not known yet, and what is missing is no finding
 */
export function parseScheme(directives: readonly PartDirective[], isWhole = true): SchemeResult {
  const problems: Problem[] = [];
  const placed: PlacedPartition[] = [];
  for (const directive of directives) {
    const partition = parsePart(directive, problems);
    if (partition !== undefined) placed.push({ partition, place: directive.place });
  }
  // What a partition that cannot be read would have been is not known
  const isKnown = isWhole && placed.length === directives.length;
  if (isKnown) problems.push(...checkScheme(placed));
  return { partitions: placed.map(({ partition }) => partition), problems };
}

function parsePart(directive: PartDirective, problems: Problem[]): SchemePartition | undefined {
  const bad = (message: string): undefined => {
    problems.push(errorProblem('STORAGE_SCHEME', message, directive.place, HINT));
    return undefined;
  };
  const parsed = parseOptions(directive.text);
  if (parsed === undefined) return bad(`A quote has no end in the partition "${directive.text}"`);
  const { options, words } = parsed;
  const unknown = [...options.keys()].find((name) => !OPTIONS.includes(name));
  const stray = unknown === undefined ? words[1] : `--${unknown}`;
  if (stray !== undefined) return bad(`Unknown option "${stray}" in the partition "${directive.text}"`);
  const target = words[0] ?? '';
  const fixed = target === 'swap' || target === 'biosboot' ? target : undefined;
  if (fixed === undefined && !target.startsWith('/'))
    return bad(`"${target}" is no mount point, "swap" or "biosboot"`);
  if (fixed === undefined && !MOUNT.test(target))
    return bad(`"${target}" is no mount point such as /srv/data: letters, digits and ._+@- between slashes`);
  const fsType = fixed ?? options.get('fstype') ?? 'ext4';
  if (!FILE_SYSTEMS.includes(fsType as FileSystem))
    return bad(
      `Unknown file system "${fsType}": the installer makes ${FILE_SYSTEMS.slice(0, 2).join(' and ')}`,
    );
  const label = options.get('label') ?? '';
  if (!LABEL.test(label)) {
    return bad(`The label "${label}" is not cairn-NAME or state-NAME of at most 16 characters`);
  }
  const minBytes = parseSize(options.get('size') ?? '', 'MiB');
  if (minBytes === undefined || minBytes < 2 ** 20)
    return bad(`The partition "${label}" has no --size of at least 1MiB`);
  const wantText = options.get('want');
  const wantBytes = wantText === undefined ? undefined : parseSize(wantText, 'MiB');
  if (wantText !== undefined && (wantBytes === undefined || wantBytes < minBytes))
    return bad(`The partition "${label}" wants "${wantText}", which is no size of at least its --size`);
  const shareText = options.get('share');
  const share = shareText === undefined ? undefined : Number(/^(\d+(?:\.\d+)?)%$/.exec(shareText)?.[1]) / 100;
  if (share !== undefined && !(share > 0 && share <= 1)) return bad(`"${shareText}" is no share such as 20%`);
  const mountOptions = options.get('options');
  if (mountOptions !== undefined && !/^[^\s#]+$/.test(mountOptions))
    return bad(`"${mountOptions}" are no mount options such as noatime,nodev`);
  return {
    label,
    fsType: fsType as FileSystem,
    minBytes,
    rest: options.has('grow'),
    ...(fixed === undefined ? { mount: target } : {}),
    ...(wantBytes === undefined ? {} : { wantBytes }),
    ...(share === undefined ? {} : { share }),
    ...(mountOptions === undefined ? {} : { options: mountOptions }),
  };
}

/** What partitions are only together; the place is that of the partition that brought it about. */
function checkScheme(placed: readonly PlacedPartition[]): Problem[] {
  if (placed.length === 0) return [];
  const problems: Problem[] = [];
  const root = placed.find(({ partition }) => partition.mount === '/');
  const complain = (message: string, culprits: readonly PlacedPartition[]): void => {
    problems.push(errorProblem('STORAGE_SCHEME', message, findCulprit(culprits, root).place, HINT));
  };
  for (const key of ['label', 'mount'] as const) {
    const seen = new Map<string, PlacedPartition>();
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
  const growing = placed.filter(({ partition }) => partition.rest);
  if (growing.length > 1)
    complain(`More than one partition has --grow: ${listPartitions(growing, () => '')}`, growing);
  const shared = placed.filter(({ partition }) => partition.share !== undefined);
  const shares = shared.reduce((sum, { partition }) => sum + Math.round(partition.share! * 1e6), 0) / 1e6;
  const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
  if (shares > 1) {
    const list = listPartitions(shared, ({ share = 0 }) => ` ${percent(share)}`);
    complain(`The shares add up to ${percent(shares)}: ${list}`, shared);
  }
  return problems;
}

function listPartitions(
  placed: readonly PlacedPartition[],
  describe: (partition: SchemePartition) => string,
): string {
  return placed
    .map(({ partition, place }) => `${partition.label}${describe(partition)} (${formatPlace(place)})`)
    .join(', ');
}

/**
 * Who says "/" lays out the disk, and others add to it: of partitions that do not go together the last one of another
 * file is the one to change.
 */
function findCulprit(
  culprits: readonly PlacedPartition[],
  root: PlacedPartition | undefined,
): PlacedPartition {
  return culprits.findLast(({ place }) => place.file !== root?.place.file) ?? culprits.at(-1)!;
}
