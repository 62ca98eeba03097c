import { errorProblem, type Place, type Problem, type SchemePartition, SYSTEM_SET } from '../../model/mod.ts';
import { type ParsedOptions, parseOptions } from '../options/parse-options.ts';
import type { StorageDirective, StorageKind } from './parse-directive.ts';

/** What a scheme may need beside partitions, ext4 and FAT. */
export type StorageNeed = 'raid' | 'lvm' | 'encryption' | 'xfs';

interface NeedFacts {
  readonly isNeededBy: (kind: StorageKind, given: ParsedOptions) => boolean;
  /** The same of a scheme that was read. */
  readonly isNeededFor: (item: SchemePartition) => boolean;
  /** As people say it. */
  readonly what: string;
  /** Any one of these on the installed machine does. */
  readonly packages: readonly string[];
  /** The package that has the installer's programs. */
  readonly tool: StorageTool;
  /** The program of it that the installer runs. */
  readonly program: string;
  /** Kernel modules of the installer. */
  readonly modules: readonly string[];
}

/** Packages with programs that the installer has where a scheme needs them. */
export type StorageTool = 'cryptsetup-bin' | 'lvm2' | 'mdadm' | 'xfsprogs';

const NEEDS: Readonly<Record<StorageNeed, NeedFacts>> = {
  raid: {
    isNeededBy: (kind) => kind === 'raid',
    isNeededFor: ({ raid }) => raid !== undefined,
    what: 'A RAID',
    packages: ['mdadm'],
    tool: 'mdadm',
    program: 'mdadm',
    modules: ['raid1', 'raid10', 'raid456'],
  },
  lvm: {
    isNeededBy: (kind) => kind === 'volgroup' || kind === 'logvol',
    isNeededFor: ({ fsType, volumeOf }) => fsType === 'lvm' || volumeOf !== undefined,
    what: 'A volume group',
    packages: ['lvm2'],
    tool: 'lvm2',
    program: 'lvm',
    modules: ['dm-mod'],
  },
  encryption: {
    isNeededBy: (_kind, { options }) => options.has('encrypt'),
    isNeededFor: ({ key }) => key !== undefined,
    what: 'Encryption',
    // Of Debian 13, and of those before it
    packages: ['systemd-cryptsetup', 'cryptsetup'],
    tool: 'cryptsetup-bin',
    program: 'cryptsetup',
    modules: ['dm-crypt', 'xts', 'aes_generic', 'algif_skcipher'],
  },
  xfs: {
    isNeededBy: (_kind, { options }) => options.get('fstype') === 'xfs',
    isNeededFor: ({ fsType }) => fsType === 'xfs',
    what: 'xfs',
    packages: ['xfsprogs'],
    tool: 'xfsprogs',
    program: 'mkfs.xfs',
    modules: ['xfs'],
  },
};
export const STORAGE_NEEDS = Object.keys(NEEDS) as readonly StorageNeed[];

/** Program, its package and kernel modules of the installer that a need is met by. */
export function meetNeed(need: StorageNeed): Pick<NeedFacts, 'tool' | 'program' | 'modules'> {
  return NEEDS[need];
}

/** What a scheme that was read needs. */
export function listSchemeNeeds(scheme: readonly SchemePartition[]): readonly StorageNeed[] {
  return STORAGE_NEEDS.filter((need) => scheme.some(NEEDS[need].isNeededFor));
}

/** What a scheme needs; directives whose values are not known yet count by what they are. */
export function listNeeds(directives: readonly StorageDirective[]): readonly StorageNeed[] {
  return STORAGE_NEEDS.filter((need) => directives.some((directive) => hasNeed(directive, need)));
}

function hasNeed({ name = 'part', text }: StorageDirective, need: StorageNeed): boolean {
  const given = parseOptions(text);
  return given !== undefined && NEEDS[need].isNeededBy(name, given);
}

/**
 * A machine must be able to use what the installer makes: one error, in the place of the first directive, for each
 * package that no node brings.
 */
export function checkTools(
  directives: readonly StorageDirective[],
  packages: readonly string[],
): readonly Problem[] {
  const seen = new Set(packages);
  return STORAGE_NEEDS.flatMap((need): Problem[] => {
    const { what, packages: wanted } = NEEDS[need];
    const first = directives.find((directive) => hasNeed(directive, need));
    if (first === undefined || wanted.some((name) => seen.has(name))) return [];
    return [missing(what, wanted, first.place)];
  });
}

function missing(what: string, wanted: readonly string[], place: Place): Problem {
  return errorProblem(
    'STORAGE_SCHEME',
    `${what} needs the package ${wanted.join(' or ')} on the machine, and no node brings it`,
    place,
    `Write beside it: <package>${wanted[0]}</package>`,
  );
}

/** How many disks a scheme needs at least: of each set the most that one of its partitions, arrays or groups asks for. */
export function countDisks(scheme: readonly SchemePartition[]): number {
  const sets = new Map<string, number>([[SYSTEM_SET, 1]]);
  for (const { on = SYSTEM_SET, raid, volumeOf } of scheme)
    if (volumeOf === undefined) sets.set(on, Math.max(sets.get(on) ?? 1, raid?.least ?? 1));
  return [...sets.values()].reduce((sum, count) => sum + count, 0);
}
