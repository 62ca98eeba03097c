import {
  errorProblem,
  type FileSystem,
  isData,
  type Place,
  type Problem,
  parseSize,
  type SchemePartition,
  type SchemeRaid,
  SYSTEM_SET,
} from '../../model/mod.ts';
import { type ParsedOptions, parseOptions } from '../options/parse-options.ts';

/** Directives that a storage scheme is made of. */
export const STORAGE_KINDS = ['part', 'raid', 'volgroup', 'logvol'] as const;

export type StorageKind = (typeof STORAGE_KINDS)[number];

/** One of them: its text and where it stands. */
export interface StorageDirective {
  /** `part` if left out. */
  readonly name?: StorageKind;
  readonly text: string;
  readonly place: Place;
}

/** A directive as it is read: a place for a file system, or a volume group with its physical volumes. */
export type ParsedDirective =
  | { readonly item: SchemePartition; readonly physical?: string }
  | { readonly group: string; readonly physical: readonly string[] };

interface Kind {
  readonly noun: string;
  readonly options: readonly string[];
  readonly fileSystems: readonly FileSystem[];
  /** What may stand in the place of a mount point. */
  readonly targets: readonly string[];
}

type ItemKind = Exclude<StorageKind, 'volgroup'>;

/** How each is written. */
export const HINTS: Readonly<Record<StorageKind, string>> = {
  part: 'Write: <part>/srv --label=state-srv --fstype=ext4 --size=1GiB --share=20%</part>',
  raid: 'Write: <raid>/srv --label=state-srv --level=1 --disks=2 --size=1GiB --grow</raid>',
  volgroup: 'Write: <volgroup>data pv.one pv.two</volgroup>',
  logvol: 'Write: <logvol>/srv --vgname=data --label=state-srv --size=1GiB</logvol>',
};

const ITEM = ['label', 'fstype', 'size', 'want', 'share', 'grow', 'options', 'encrypt', 'key'];
const KINDS: Readonly<Record<StorageKind, Kind>> = {
  part: {
    noun: 'partition',
    options: [...ITEM, 'on', 'each'],
    fileSystems: ['ext4', 'xfs', 'vfat'],
    targets: ['swap', 'biosboot', 'pv.NAME'],
  },
  raid: {
    noun: 'array',
    options: [...ITEM, 'on', 'level', 'disks'],
    fileSystems: ['ext4', 'xfs'],
    targets: ['swap', 'pv.NAME'],
  },
  volgroup: { noun: 'volume group', options: [], fileSystems: [], targets: [] },
  logvol: {
    noun: 'logical volume',
    options: [...ITEM, 'vgname'],
    fileSystems: ['ext4', 'xfs'],
    targets: ['swap'],
  },
};
const MOUNT = /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._+@-]+)+)$/;
const LABEL = /^(cairn|state)-[a-z0-9][a-z0-9-]{0,9}$/;
const NAME = /^[a-z][a-z0-9]{0,14}$/;
/** A value of the type `key`, or what stands for a secret where it is not shown. */
const KEY = /^(?:[A-Za-z0-9+/=_-]{32,1024}|\[secret [^\]]+\])$/;
const PHYSICAL = /^pv\.[a-z0-9]{1,15}$/;
/** mkfs.xfs makes none that is smaller. */
const LEAST_XFS_BYTES = 300 * 2 ** 20;
/** The fewest disks that each level is made of. */
const LEAST_DISKS: Readonly<Record<SchemeRaid['level'], number>> = { 1: 2, 5: 3, 6: 4, 10: 4 };

/**
 * Why a directive is none of this language, as those of other installers are; undefined: it is one, as every `part` is.
 * What is wrong with one that is, the scheme says.
 */
export function findForeign(kind: StorageKind, text: string): string | undefined {
  if (kind === 'part') return undefined;
  const given = parseOptions(text);
  if (given === undefined) return undefined;
  const option = [...given.options.keys()].find((name) => !KINDS[kind].options.includes(name));
  if (option !== undefined) return `--${option}`;
  const [first = '', ...others] = given.words;
  if (kind === 'volgroup') return others.length > 0 ? undefined : first;
  return others[0] ?? (isTarget(first, KINDS[kind]) ? undefined : first);
}

function isTarget(word: string, { targets }: Kind): boolean {
  return (
    word.startsWith('/') || targets.includes(word) || (targets.includes('pv.NAME') && word.startsWith('pv.'))
  );
}

/** Reads one directive. @returns undefined, with a problem, where it cannot be read */
export function parseDirective(
  directive: StorageDirective,
  problems: Problem[],
): ParsedDirective | undefined {
  const { name: kind = 'part', text, place } = directive;
  const complain = (message: string): undefined => {
    problems.push(errorProblem('STORAGE_SCHEME', message, place, HINTS[kind]));
    return undefined;
  };
  const given = parseOptions(text);
  if (given === undefined) return complain(`A quote has no end in the ${KINDS[kind].noun} "${text}"`);
  return kind === 'volgroup' ? parseGroup(given, complain) : parseItem(kind, text, given, complain);
}

type Complain = (message: string) => undefined;

function parseGroup({ words }: ParsedOptions, complain: Complain): ParsedDirective | undefined {
  const [group = '', ...physical] = words;
  if (!NAME.test(group))
    return complain(`"${group}" is no name of a volume group: small letters and digits, 15 at most`);
  const wrong = physical.find((word) => !PHYSICAL.test(word));
  if (wrong !== undefined) return complain(`"${wrong}" is no physical volume such as pv.one`);
  return { group, physical };
}

function parseItem(
  name: ItemKind,
  text: string,
  { options, words }: ParsedOptions,
  complain: Complain,
): ParsedDirective | undefined {
  const kind = KINDS[name];
  const { noun } = kind;
  // A secret that is not shown here has a blank in what stands for it
  if (/^\[secret [^\]]*$/.test(`${options.get('key') ?? ''} `))
    return complain('Put the secret of --key in quotes: --key="&NAME;"');
  const unknown = [...options.keys()].find((name) => !kind.options.includes(name));
  const stray = unknown === undefined ? words[1] : `--${unknown}`;
  if (stray !== undefined) return complain(`Unknown option "${stray}" in the ${noun} "${text}"`);
  const target = words[0] ?? '';
  const listed = enumerate(
    kind.targets.map((word) => `"${word}"`),
    'or',
  );
  if (!isTarget(target, kind))
    return complain(`"${target}" is no mount point${kind.targets.length > 1 ? ',' : ' or'} ${listed}`);
  const isMount = target.startsWith('/');
  const isPhysical = target.startsWith('pv.');
  if (isMount && !MOUNT.test(target))
    return complain(
      `"${target}" is no mount point such as /srv/data: letters, digits and ._+@- between slashes`,
    );
  if (isPhysical && !PHYSICAL.test(target))
    return complain(`"${target}" is no physical volume such as pv.one`);
  const wanted = isMount ? (options.get('fstype') ?? 'ext4') : isPhysical ? 'lvm' : target;
  const fsType = wanted as FileSystem;
  if (isMount && !kind.fileSystems.includes(fsType))
    return complain(
      `Unknown file system "${fsType}": the installer makes ${enumerate(kind.fileSystems, 'and')}`,
    );
  const label = options.get('label') ?? '';
  if (!LABEL.test(label))
    return complain(`The label "${label}" is not cairn-NAME or state-NAME of at most 16 characters`);
  const sizes = parseSizes(options, `${noun} "${label}"`, fsType, complain);
  const place = parsePlace(name, options, label, complain);
  if (sizes === undefined || place === undefined) return undefined;
  const mountOptions = options.get('options');
  if (mountOptions !== undefined && !/^[^\s#]+$/.test(mountOptions))
    return complain(`"${mountOptions}" are no mount options such as noatime,nodev`);
  const item: SchemePartition = {
    label,
    fsType,
    ...sizes,
    rest: options.has('grow'),
    ...(isMount ? { mount: target } : {}),
    ...(mountOptions === undefined ? {} : { options: mountOptions }),
    ...place,
  };
  const wrong = findMisuse(item, options);
  if (wrong !== undefined) return complain(`The ${noun} "${label}" ${wrong}`);
  return { item, ...(isPhysical ? { physical: target } : {}) };
}

/** "a, b or c". */
function enumerate(words: readonly string[], conjunction: 'and' | 'or'): string {
  return words.join(', ').replace(/, ([^,]*)$/, ` ${conjunction} $1`);
}

function parseSizes(
  options: ParsedOptions['options'],
  what: string,
  fsType: FileSystem,
  complain: Complain,
): Pick<SchemePartition, 'minBytes' | 'wantBytes' | 'share'> | undefined {
  const minBytes = parseSize(options.get('size') ?? '', 'MiB');
  if (minBytes === undefined || minBytes < 2 ** 20)
    return complain(`The ${what} has no --size of at least 1MiB`);
  if (fsType === 'xfs' && minBytes < LEAST_XFS_BYTES)
    return complain(`The ${what} has a --size of less than 300MiB, and xfs needs that`);
  const wantText = options.get('want');
  const wantBytes = wantText === undefined ? undefined : parseSize(wantText, 'MiB');
  if (wantText !== undefined && (wantBytes === undefined || wantBytes < minBytes))
    return complain(`The ${what} wants "${wantText}", which is no size of at least its --size`);
  const shareText = options.get('share');
  const share = shareText === undefined ? undefined : Number(/^(\d+(?:\.\d+)?)%$/.exec(shareText)?.[1]) / 100;
  if (share !== undefined && !(share > 0 && share <= 1))
    return complain(`"${shareText}" is no share such as 20%`);
  return {
    minBytes,
    ...(wantBytes === undefined ? {} : { wantBytes }),
    ...(share === undefined ? {} : { share }),
  };
}

/** Where it lies: on which disks, in which array, in which volume group. */
function parsePlace(
  kind: ItemKind,
  options: ParsedOptions['options'],
  label: string,
  complain: Complain,
): Pick<SchemePartition, 'on' | 'each' | 'raid' | 'volumeOf' | 'key'> | undefined {
  const on = options.get('on');
  if (on !== undefined && !NAME.test(on))
    return complain(`"${on}" is no name of a set of disks: small letters and digits, 15 at most`);
  const raid = kind === 'raid' ? parseRaid(options, label, complain) : undefined;
  if (kind === 'raid' && raid === undefined) return undefined;
  const group = options.get('vgname');
  if (kind === 'logvol' && !NAME.test(group ?? ''))
    return complain(`The logical volume "${label}" has no volume group: --vgname=NAME`);
  return {
    ...(on === undefined || on === SYSTEM_SET ? {} : { on }),
    ...(options.has('each') ? { each: true } : {}),
    ...(raid === undefined ? {} : { raid }),
    ...(group === undefined ? {} : { volumeOf: group }),
    ...(options.has('encrypt') ? { key: options.get('key') ?? '' } : {}),
  };
}

function parseRaid(
  options: ParsedOptions['options'],
  label: string,
  complain: Complain,
): SchemeRaid | undefined {
  const level = ([1, 5, 6, 10] as const).find((each) => String(each) === options.get('level'));
  if (level === undefined) return complain(`The array "${label}" has no --level: 1, 5, 6 or 10`);
  const text = options.get('disks') ?? '';
  const least = LEAST_DISKS[level];
  if (text === 'all') return { level, least };
  const [, from = '', to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(text) ?? [];
  if (from === '' || Number(from) < least || Number(to) < Number(from))
    return complain(
      `The array "${label}" has no --disks of at least ${least} for level ${level}, such as ${least}, ${least}-8 or all`,
    );
  return { level, least: Number(from), most: Number(to) };
}

/** What does not go together within one directive. */
function findMisuse(
  { label, mount, fsType, each, key }: SchemePartition,
  options: ParsedOptions['options'],
): string | undefined {
  if (options.has('key') && key === undefined) return 'has a --key and no --encrypt';
  if (each && fsType !== 'biosboot' && !(fsType === 'vfat' && mount === '/boot/efi'))
    return 'is neither biosboot nor mounted at /boot/efi, which alone may be on --each disk';
  if (key === undefined) return undefined;
  if (!isData({ label })) return 'is no state-NAME, which alone may be encrypted';
  if (mount === undefined || (fsType !== 'ext4' && fsType !== 'xfs'))
    return 'holds no file system that may be encrypted';
  if (/^\/(?:(?:boot|etc|usr|var|root)(?:\/|$)|$)/.test(mount))
    return `is mounted at ${mount}, which a start needs before anything is decrypted`;
  if (!KEY.test(key)) return 'is encrypted and has no key: --key="&NAME;" of a secret attribute of type key';
  return undefined;
}
