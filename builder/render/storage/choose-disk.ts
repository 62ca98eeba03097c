import {
  countOf,
  type Disk,
  type DiskLook,
  errorProblem,
  type Problem,
  type StorageAnswers,
} from '../../model/mod.ts';
import { formatBinarySize } from './format-binary-size.ts';

/** What a disk holds, as far as the installation is concerned. */
export type DiskState = 'empty' | 'cairn' | 'foreign' | 'unknown content';

/**
 * Ours is a GPT on which every partition is named `cairn-*` or `state-*`. Without partitions and signatures a disk is
 * empty when it was read and seen to be blank; else its content is unknown. All else is foreign.
 */
export function classifyDisk(disk: Disk): DiskState {
  if (disk.partitions.length === 0) {
    if (disk.signature !== undefined || (disk.table !== 'none' && disk.table !== 'gpt')) return 'foreign';
    const { look } = disk;
    const isSeen = look !== undefined && look.contentAt === undefined && look.unreadableAt === undefined;
    return isSeen ? 'empty' : 'unknown content';
  }
  if (disk.table !== 'gpt') return 'foreign';
  return disk.partitions.every((partition) => /^(cairn|state)-/.test(partition.label)) ? 'cairn' : 'foreign';
}

/** Whether a disk may be written to at all. */
export function isUsable(disk: Disk): boolean {
  return !disk.inUse && !disk.readOnly;
}

/** Disks of ours, but for those that the installation itself is read from. */
export function listOurs(disks: readonly Disk[]): readonly Disk[] {
  return disks.filter((disk) => !disk.inUse && classifyDisk(disk) === 'cairn');
}

/** A disk and why it is this one, or why it is none. */
export type DiskChoice = { readonly disk: Disk; readonly why: string } | { readonly problem: Problem };

/** Least size of a disk with sectors of so many bytes. */
export type NeededBytes = (sectorBytes: number) => number;

/**
 * Chooses the disk to install on. A machine that was installed before gets the disk it had, or none: an empty one in its
 * place may be a cable that came loose, and the data are elsewhere. Else the rules of {@link chooseAnew}.
 */
export function chooseDisk(
  disks: readonly Disk[],
  answers: StorageAnswers,
  neededBytes: NeededBytes,
): DiskChoice {
  const tables = knownTables(answers);
  if (tables.length === 0) return chooseAnew(disks, answers, neededBytes);
  const known = disks.find((disk) => tables.includes(disk.tableId ?? ''));
  const wanted = known === undefined ? answers : { disk: known.path, ...answers };
  const choice = chooseAnew(disks, wanted, neededBytes);
  if ('problem' in choice || choice.disk === known || mayWipe(answers, choice.disk)) return choice;
  const message =
    known === undefined
      ? 'The disk that this machine was installed on is not there'
      : `The disk "${choice.disk.path}" named by the site is not the one that this machine was installed on`;
  const hint = `Put it back, or allow another one: cairn host reinstall HOST --new-disk. Found: ${listDisks(disks)}`;
  return { problem: errorProblem('STORAGE_CHANGED', message, undefined, hint) };
}

/** Identities of the disks that a machine was installed on before. */
export function knownTables({ knownTable = '' }: StorageAnswers): readonly string[] {
  return knownTable.split(',').filter((table) => table !== '');
}

/** Whether the site says that what is on a disk may be lost. */
export function mayWipe(answers: StorageAnswers, disk: Disk): boolean {
  return answers.wipe.includes('all') || answers.wipe.includes(disk.path);
}

/**
 * The site's `disk` is taken by name; else the sealed disk that the machine was started from; else a disk that already holds a Cairn system; else the first empty one that is
 * large enough; else, where the site says wipe, the first of those. Nothing foreign is chosen without that word.
 */
function chooseAnew(disks: readonly Disk[], answers: StorageAnswers, neededBytes: NeededBytes): DiskChoice {
  if (answers.disk !== undefined) {
    const named = takeNamed(disks, answers.disk, answers);
    return 'problem' in named ? named : { ...named, why: 'it is the one that was named' };
  }
  const fixed = disks.filter((disk) => isUsable(disk) && !disk.removable);
  const ours = fixed.filter((disk) => classifyDisk(disk) === 'cairn');
  const sealed = ours.find(({ isFactory }) => isFactory);
  const systems = ours.filter((disk) =>
    disk.partitions.some((partition) => partition.label === 'cairn-root'),
  );
  if (systems.length > 1 && sealed === undefined) return refuse('Several disks hold a Cairn system', disks);
  const largeEnough = (disk: Disk): boolean => disk.sizeBytes >= neededBytes(disk.sectorBytes);
  const empty = fixed.filter((disk) => classifyDisk(disk) === 'empty' && largeEnough(disk));
  const wiped = fixed.filter((disk) => needsWipe(disk) && mayWipe(answers, disk) && largeEnough(disk));
  const candidates: readonly (readonly [Disk | undefined, string])[] = [
    [sealed, 'the machine was started from it'],
    [systems[0], 'it holds a Cairn system'],
    [ours.find(largeEnough), 'it is a disk of Cairn'],
    [empty[0], empty.length > 1 ? firstOf('empty disks', empty) : 'it is the only empty disk'],
    [wiped[0], wiped.length > 1 ? firstOf('disks that may be wiped', wiped) : 'it may be wiped'],
  ];
  for (const [disk, why] of candidates) if (disk !== undefined) return { disk, why };
  return refuse('No disk may be installed on', disks, leastNeeded(disks, neededBytes));
}

/** The disk that the site names, where it may be installed on. */
export function takeNamed(
  disks: readonly Disk[],
  path: string,
  answers: StorageAnswers,
): { readonly disk: Disk } | { readonly problem: Problem } {
  const disk = disks.find((candidate) => isUsable(candidate) && candidate.path === path);
  if (disk === undefined) return refuse(`The disk "${path}" named by the site is not there`, disks);
  if (needsWipe(disk) && !mayWipe(answers, disk))
    return refuse(`The disk "${path}" holds something unknown`, disks);
  return { disk };
}

/** What the disk needs that needs the least. */
export function leastNeeded(disks: readonly Disk[], neededBytes: NeededBytes): number {
  const sectors = disks.length === 0 ? [512] : disks.map(({ sectorBytes }) => sectorBytes);
  return Math.min(...sectors.map(neededBytes));
}

function firstOf(what: string, disks: readonly Disk[]): string {
  return `it is the first of ${disks.length} ${what}: ${disks.map(({ path }) => path).join(', ')}`;
}

/** Without this word of the site's, what is on the disk stays. */
export function needsWipe(disk: Disk): boolean {
  const state = classifyDisk(disk);
  return state === 'foreign' || state === 'unknown content';
}

/** The error about disks that may not be installed on; it lists them. */
export function refuse(
  message: string,
  disks: readonly Disk[],
  neededBytes?: number,
): { readonly problem: Problem } {
  const need = neededBytes === undefined ? '' : `; at least ${formatBinarySize(neededBytes)} are needed`;
  const hint = `Name a disk, and allow it to be wiped if its contents may be lost: "storage" in site.yaml, or storage_disk and storage_wipe of cairn attribute set. Found: ${listDisks(disks)}`;
  return { problem: errorProblem('STORAGE_DISK', `${message}${need}`, undefined, hint) };
}

export function listDisks(disks: readonly Disk[]): string {
  return disks.map(describeDisk).join('; ') || 'no disk at all';
}

/** "/dev/sda, 20 GiB, QEMU HARDDISK: foreign (dos, 2 partitions)". */
export function describeDisk(disk: Disk): string {
  const parts = disk.partitions.length;
  const what = disk.signature ?? (disk.table === 'none' ? 'nothing' : disk.table);
  const state = disk.inUse ? 'the installation medium' : disk.readOnly ? 'read-only' : classifyDisk(disk);
  const seen = disk.look === undefined ? '' : `, ${describeLook(disk.look)}`;
  return `${disk.path}, ${formatBinarySize(disk.sizeBytes)}${disk.model === '' ? '' : `, ${disk.model}`}: ${state} (${what}, ${countOf(parts, 'partition')}${seen})`;
}

function describeLook({ samples, contentAt, unreadableAt }: DiskLook): string {
  if (contentAt !== undefined) return `content at ${formatBinarySize(contentAt)}`;
  if (unreadableAt !== undefined) return `cannot be read at ${formatBinarySize(unreadableAt)}`;
  return `blank in ${countOf(samples, 'place')}`;
}
