import { type Disk, errorProblem, type Problem, type StorageAnswers } from '../../model/mod.ts';
import { formatSize } from './size.ts';

/** What a disk holds, as far as the installation is concerned. */
export type DiskState = 'empty' | 'cairn' | 'foreign';

/** Ours is a GPT on which every partition is named `cairn-*` or `state-*`; nothing at all is empty; all else is foreign. */
export function classifyDisk(disk: Disk): DiskState {
  if (disk.table === 'none' && disk.signature === undefined && disk.partitions.length === 0) return 'empty';
  if (disk.table !== 'gpt') return 'foreign';
  if (disk.partitions.length === 0) return 'empty';
  return disk.partitions.every((partition) => /^(cairn|state)-/.test(partition.label)) ? 'cairn' : 'foreign';
}

export type DiskChoice = { readonly disk: Disk } | { readonly problem: Problem };

/**
 * Chooses the disk to install on. A machine that was installed before gets the disk it had, or none: an empty one in its
 * place may be a cable that came loose, and the data are elsewhere. Else the rules of {@link chooseAnew}.
 */
export function chooseDisk(disks: readonly Disk[], answers: StorageAnswers, neededBytes: number): DiskChoice {
  const { knownTable } = answers;
  if (knownTable === undefined) return chooseAnew(disks, answers, neededBytes);
  const known = disks.find((disk) => disk.tableId === knownTable);
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

function mayWipe(answers: StorageAnswers, disk: Disk): boolean {
  return answers.wipe.includes('all') || answers.wipe.includes(disk.path);
}

/**
 * The site's `disk` is taken by name; else a disk that already holds a Cairn system; else the first empty one that is
 * large enough; else, where the site says wipe, the first of those. Nothing foreign is chosen without that word.
 */
function chooseAnew(disks: readonly Disk[], answers: StorageAnswers, neededBytes: number): DiskChoice {
  const usable = disks.filter((disk) => !disk.inUse && !disk.readOnly);
  if (answers.disk !== undefined) {
    const disk = usable.find((candidate) => candidate.path === answers.disk);
    if (disk === undefined) return refuse(`The disk "${answers.disk}" named by the site is not there`, disks);
    if (classifyDisk(disk) === 'foreign' && !mayWipe(answers, disk)) {
      return refuse(`The disk "${disk.path}" holds something unknown`, disks);
    }
    return { disk };
  }
  const fixed = usable.filter((disk) => !disk.removable);
  const ours = fixed.filter((disk) => classifyDisk(disk) === 'cairn');
  const systems = ours.filter((disk) =>
    disk.partitions.some((partition) => partition.label === 'cairn-root'),
  );
  if (systems.length > 1) return refuse('Several disks hold a Cairn system', disks);
  const largeEnough = (disk: Disk): boolean => disk.sizeBytes >= neededBytes;
  const empty = fixed.filter((disk) => classifyDisk(disk) === 'empty' && largeEnough(disk));
  const wiped = fixed.filter(
    (disk) => classifyDisk(disk) === 'foreign' && mayWipe(answers, disk) && largeEnough(disk),
  );
  const disk = systems[0] ?? ours.find(largeEnough) ?? empty[0] ?? wiped[0];
  return disk === undefined ? refuse('No disk may be installed on', disks, neededBytes) : { disk };
}

function refuse(
  message: string,
  disks: readonly Disk[],
  neededBytes?: number,
): { readonly problem: Problem } {
  const need = neededBytes === undefined ? '' : `; at least ${formatSize(neededBytes)} are needed`;
  const hint = `Name a disk, and allow it to be wiped if its contents may be lost: "storage" in site.yaml, or storage_disk and storage_wipe of cairn attribute set. Found: ${listDisks(disks)}`;
  return { problem: errorProblem('STORAGE_DISK', `${message}${need}`, undefined, hint) };
}

function listDisks(disks: readonly Disk[]): string {
  return disks.map(describeDisk).join('; ') || 'no disk at all';
}

/** "/dev/sda, 20 GiB, QEMU HARDDISK: foreign (dos, 2 partitions)". */
export function describeDisk(disk: Disk): string {
  const parts = disk.partitions.length;
  const what = disk.signature ?? (disk.table === 'none' ? 'nothing' : disk.table);
  const state = disk.inUse ? 'the installation medium' : disk.readOnly ? 'read-only' : classifyDisk(disk);
  return `${disk.path}, ${formatSize(disk.sizeBytes)}${disk.model === '' ? '' : `, ${disk.model}`}: ${state} (${what}, ${parts} partition${parts === 1 ? '' : 's'})`;
}
