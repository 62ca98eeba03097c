import {
  type ArrayMember,
  type Disk,
  type DiskPartition,
  errorProblem,
  isData,
  type Problem,
  type SchemePartition,
} from '../../model/mod.ts';
import { listOurs } from './choose-disk.ts';

/** What blkid calls a partition that holds no file system itself. */
export const RAID_MEMBER = 'linux_raid_member';
const PHYSICAL_VOLUME = 'LVM2_member';
const ENCRYPTED = 'crypto_LUKS';

/** What blkid finds on the partition, array or logical volume that an item has for itself. */
export function contentTypeOf({ key, fsType }: SchemePartition): string {
  if (key !== undefined) return ENCRYPTED;
  return fsType === 'lvm' ? PHYSICAL_VOLUME : fsType;
}

/** Whether what blkid finds is opened or assembled before a file system is seen. */
export function isWrapped(fsType: string | undefined): boolean {
  return fsType !== undefined && [RAID_MEMBER, PHYSICAL_VOLUME, ENCRYPTED].includes(fsType);
}

/** A member as it was found. */
export type FoundMember = DiskPartition & { readonly member: ArrayMember };

/** An array that holds data, as it was found. */
export interface FoundArray {
  readonly label: string;
  readonly uuid: string;
  readonly level: string;
  /** How many members it has when it is whole. */
  readonly devices: number;
  /** It can be assembled of these. */
  readonly present: readonly FoundMember[];
  /** Missed what the others have written: they can be added again. */
  readonly stale: readonly FoundMember[];
}

export type ArraysResult = { readonly arrays: readonly FoundArray[] } | { readonly problem: Problem };

/**
 * The arrays with data that a scheme asks for and that are there, on disks of ours; what cannot be assembled without
 * doubt is for people to look at.
 */
export function findArrays(disks: readonly Disk[], scheme: readonly SchemePartition[]): ArraysResult {
  const partitions = listOurs(disks).flatMap((disk) => disk.partitions);
  const arrays: FoundArray[] = [];
  for (const item of scheme) {
    if (item.raid === undefined || !isData(item)) continue;
    const found = findArray(partitions, item.label);
    if (found !== undefined && 'problem' in found) return found;
    if (found !== undefined) arrays.push(found);
  }
  return { arrays };
}

function findArray(
  partitions: readonly DiskPartition[],
  label: string,
): FoundArray | { readonly problem: Problem } | undefined {
  const named = partitions.filter((partition) => partition.label === label);
  const bare = named.find(({ member }) => member === undefined);
  if (bare !== undefined)
    return damaged(
      `The data partition "${label}" (${bare.path}) holds ${bare.fsType ?? 'nothing that is known'}, not a member of an array`,
    );
  const uuids = new Set(named.map(({ member }) => member!.uuid));
  if (uuids.size > 1) return damaged(`${uuids.size} arrays have the name "${label}": ${listPaths(named)}`);
  const [uuid] = uuids;
  if (uuid === undefined) return undefined;
  const other = named.find(({ member }) => member!.name !== label);
  if (other !== undefined)
    return damaged(
      `"${label}" (${other.path}) is a member of an array that is called "${other.member!.name}"`,
    );
  return judgeMembers(label, uuid, named as readonly FoundMember[]);
}

/** The member with the last word says who belongs to the array. */
function judgeMembers(
  label: string,
  uuid: string,
  members: readonly FoundMember[],
): FoundArray | { readonly problem: Problem } {
  const active = members.filter(({ member }) => member.role !== undefined);
  const [first, ...others] = [...active].sort((a, b) => b.member.events - a.member.events);
  if (first === undefined) return damaged(`The array "${label}" has spares alone: ${listPaths(members)}`);
  const { role: lastRole = 0, state, events, level, devices } = first.member;
  const isMissed = ({ member }: FoundMember): boolean =>
    state[member.role!] === '.' || member.events < events - 1;
  const split = others.find((each) => isMissed(each) && each.member.state[lastRole] === '.');
  if (split !== undefined)
    return damaged(
      `The array "${label}" was used with ${first.path} and without it: ${first.path} and ${split.path} hold different data`,
    );
  const present = [first, ...others.filter((each) => !isMissed(each))];
  if (
    !isEnough(
      level,
      devices,
      present.map(({ member }) => member.role!),
    )
  )
    return damaged(
      `The array "${label}" (${level} of ${devices}) cannot work with what is there: ${listPaths(present)}`,
    );
  const byPath = (a: FoundMember, b: FoundMember): number => (a.path < b.path ? -1 : 1);
  const stale = members.filter((each) => !present.includes(each));
  return { label, uuid, level, devices, present: present.sort(byPath), stale: stale.sort(byPath) };
}

/** Whether an array works with the members of these places. */
export function isEnough(level: string, devices: number, roles: readonly number[]): boolean {
  const there = new Set(roles);
  if (level === 'raid1') return there.size >= 1;
  if (level === 'raid5') return there.size >= devices - 1;
  if (level === 'raid6') return there.size >= devices - 2;
  // raid10 keeps each chunk at two neighbouring places
  for (let chunk = 0; chunk < devices; chunk += 1) {
    const copies = [(2 * chunk) % devices, (2 * chunk + 1) % devices];
    if (!copies.some((role) => there.has(role))) return false;
  }
  return true;
}

function listPaths(partitions: readonly DiskPartition[]): string {
  return partitions.map(({ path }) => path).join(', ');
}

/** Data that a person must look at. */
export function damaged(message: string): { readonly problem: Problem } {
  const hint =
    'Nothing was written. Look at it in the rescue system; repair it, or delete the partition if its contents may be lost';
  return { problem: errorProblem('STORAGE_DATA', message, undefined, hint) };
}
