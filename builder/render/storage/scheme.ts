import {
  errorProblem,
  type FileSystem,
  type Place,
  type Problem,
  type SchemePartition,
} from '../../model/mod.ts';
import { parseOptions } from '../options/parse-options.ts';
import { parseSize } from './size.ts';

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
const LABEL = /^(cairn|state)-[a-z0-9][a-z0-9-]{0,9}$/;
const HINT = 'Write: <part>/srv --label=state-srv --fstype=ext4 --size=1GiB --share=20%</part>';

/**
 * Reads the storage scheme: one `<part>` per partition, in kickstart's manner:
 * `MOUNT|swap|biosboot --label=NAME [--fstype=ext4|vfat] --size=MINIMUM [--want=SIZE] [--share=N%] [--grow] [--options=...]`.
 * `--size` is the minimum, `--want` what is better, `--share` the wanted part of the disk; `--grow` takes what is left.
 *
 * @param isWhole false: some partitions are not known yet, and what is missing is no finding
 */
export function parseScheme(directives: readonly PartDirective[], isWhole = true): SchemeResult {
  const problems: Problem[] = [];
  const partitions: SchemePartition[] = [];
  for (const directive of directives) {
    const partition = parsePart(directive, problems);
    if (partition !== undefined) partitions.push(partition);
  }
  if (isWhole) problems.push(...checkScheme(partitions, directives));
  return { partitions, problems };
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
  const fsType = fixed ?? options.get('fstype') ?? 'ext4';
  if (!FILE_SYSTEMS.includes(fsType as FileSystem)) return bad(`Unknown file system "${fsType}"`);
  const label = options.get('label') ?? '';
  if (!LABEL.test(label)) {
    return bad(`The label "${label}" is not cairn-NAME or state-NAME of at most 16 characters`);
  }
  const minBytes = parseSize(options.get('size') ?? '');
  if (minBytes === undefined || minBytes < 2 ** 20)
    return bad(`The partition "${label}" has no --size of at least 1MiB`);
  const wantText = options.get('want');
  const wantBytes = wantText === undefined ? undefined : parseSize(wantText);
  if (wantText !== undefined && (wantBytes === undefined || wantBytes < minBytes))
    return bad(`The partition "${label}" wants "${wantText}", which is no size of at least its --size`);
  const shareText = options.get('share');
  const share = shareText === undefined ? undefined : Number(/^(\d+(?:\.\d+)?)%$/.exec(shareText)?.[1]) / 100;
  if (share !== undefined && !(share > 0 && share <= 1)) return bad(`"${shareText}" is no share such as 20%`);
  return {
    label,
    fsType: fsType as FileSystem,
    minBytes,
    rest: options.has('grow'),
    ...(fixed === undefined ? { mount: target } : {}),
    ...(wantBytes === undefined ? {} : { wantBytes }),
    ...(share === undefined ? {} : { share }),
    ...(options.has('options') ? { options: options.get('options')! } : {}),
  };
}

function checkScheme(
  partitions: readonly SchemePartition[],
  directives: readonly PartDirective[],
): Problem[] {
  const problems: Problem[] = [];
  const place = directives[0]?.place;
  const complain = (message: string): void => {
    problems.push(errorProblem('STORAGE_SCHEME', message, place, HINT));
  };
  for (const key of ['label', 'mount'] as const) {
    const seen = new Set<string>();
    for (const value of partitions.map((partition) => partition[key])) {
      if (value === undefined) continue;
      if (seen.has(value)) complain(`Two partitions have the ${key} "${value}"`);
      seen.add(value);
    }
  }
  if (directives.length === 0) return problems;
  if (!partitions.some((partition) => partition.mount === '/')) complain('No partition is mounted at "/"');
  if (partitions.filter((partition) => partition.rest).length > 1)
    complain('More than one partition has --grow');
  const shares = partitions.reduce((sum, partition) => sum + (partition.share ?? 0), 0);
  if (shares > 1) complain(`The shares add up to ${Math.round(shares * 100)}%`);
  return problems;
}
