/** What the installer sees of one disk. Sizes in bytes, positions in sectors of `sectorBytes`. */
export interface Disk {
  /** Kernel device path: "/dev/sda", "/dev/nvme0n1". */
  readonly path: string;
  readonly sizeBytes: number;
  /** Logical sector size: 512 or 4096. */
  readonly sectorBytes: number;
  readonly model: string;
  readonly readOnly: boolean;
  readonly removable: boolean;
  /** The installation medium or the stick with the answers is on it. */
  readonly inUse: boolean;
  /** The machine was started from the factory's partitions of this disk: it is installed beside them. */
  readonly isFactory?: true;
  /** Partition table; "none" when blkid finds nothing at all on the disk. */
  readonly table: 'gpt' | 'dos' | 'other' | 'none';
  /** Identity of a GPT, as sfdisk writes it; it stays as long as the table does. */
  readonly tableId?: string;
  /** File system, RAID or LVM signature on the whole disk, if any. */
  readonly signature?: string;
  /** What was read of a disk that shows neither partitions nor a signature; absent where nothing had to be. */
  readonly look?: DiskLook;
  readonly partitions: readonly DiskPartition[];
}

/** A disk is empty when it was seen to be: read here and there, and found blank. */
export interface DiskLook {
  /** Stretches that were read. */
  readonly samples: number;
  /** Byte offset of the first stretch that is not blank. */
  readonly contentAt?: number;
  /** A stretch that could not be read. */
  readonly unreadableAt?: number;
}

/** One partition as it is found. */
export interface DiskPartition {
  readonly path: string;
  readonly number: number;
  readonly startSector: number;
  readonly sizeSectors: number;
  /** GPT partition name; Cairn's own are `cairn-*` and `state-*`. */
  readonly label: string;
  /** As blkid names it ("ext4", "LVM2_member"); absent when nothing is recognised. */
  readonly fsType?: string;
  /** What it says of the array that it is a member of. */
  readonly member?: ArrayMember;
}

/** The superblock of a RAID's member, as mdadm reads it. */
export interface ArrayMember {
  readonly uuid: string;
  /** Without the host's name: "state-data". */
  readonly name: string;
  /** "raid1", "raid5", ... */
  readonly level: string;
  /** How many members the array has when it is whole. */
  readonly devices: number;
  /** Its place among them; undefined: it is a spare. */
  readonly role?: number;
  /** Grows with every change of the array. */
  readonly events: number;
  /** Who was there when this was written, by place: "AA.A". */
  readonly state: string;
}

/** Whether a partition holds data that survive reinstallation. */
export function isData({ label }: { readonly label: string }): boolean {
  return label.startsWith('state-');
}

/**
 * Partitions of a sealed disk: what it starts from until a machine was installed from it, and the medium that it is installed
 * from. They stay, as data do.
 */
export const FACTORY_PARTITIONS = { efi: 'state-factory-efi', medium: 'state-factory' } as const;

/** What is made on a partition, an array or a logical volume; `lvm`: a physical volume of a volume group. */
export type FileSystem = 'ext4' | 'xfs' | 'vfat' | 'swap' | 'biosboot' | 'lvm';

/** GPT partition types, as sfdisk takes them (UEFI Specification 5.3.3; Discoverable Partitions). */
export const GPT_TYPES: Readonly<Record<FileSystem | 'raid' | 'encrypted' | 'data', string>> = {
  biosboot: '21686148-6449-6E6F-744E-656564454649',
  vfat: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  swap: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F',
  ext4: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  xfs: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  lvm: 'E6D6D379-F507-44C2-A23C-238F2A3DF928',
  raid: 'A19D880F-05FC-4D3B-A006-743F0F84911E',
  /** Of no use to firmware. */
  data: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
  encrypted: 'CA7D7CCB-63ED-4C53-861C-1742536059CC',
};

/** The disks that a system starts from; a scheme may name other sets of disks. */
export const SYSTEM_SET = 'system';

/** The same on every disk of a set: a RAID. */
export interface SchemeRaid {
  readonly level: 1 | 5 | 6 | 10;
  /** How many disks the set has at least, and at most; undefined: as many as there are. */
  readonly least: number;
  readonly most?: number;
}

/** One wanted place for a file system, from a `<part>`, `<raid>` or `<logvol>` directive. */
export interface SchemePartition {
  /** Name of partition, array and file system; what is called `state-*` survives reinstallation with its data. */
  readonly label: string;
  /** Disk set, where it is not {@link SYSTEM_SET}. */
  readonly on?: string;
  /** On every disk of the set; the first is mounted. */
  readonly each?: true;
  /** A member on every disk of the set. */
  readonly raid?: SchemeRaid;
  /** A physical volume of this volume group. */
  readonly group?: string;
  /** A logical volume in this volume group: on no disk of its own. */
  readonly volumeOf?: string;
  /** The secret that it is encrypted with. */
  readonly key?: string;
  /** Mount point, or undefined for swap and the BIOS boot partition. */
  readonly mount?: string;
  readonly fsType: FileSystem;
  /** The installation fails where less than this is to be had. */
  readonly minBytes: number;
  /** So much is wanted where there is room. */
  readonly wantBytes?: number;
  /** Wanted part of the whole disk, 0 to 1. */
  readonly share?: number;
  /** Takes what the others leave. */
  readonly rest: boolean;
  readonly options?: string;
}

/** The site's word about disks. */
export interface StorageAnswers {
  /**
   * Disks to install on, as words with blanks or commas between: device paths, those of another set than the system's
   * with its name and a colon before. A set without a word: chosen by rule.
   */
  readonly disk?: string;
  /** Disks whose unknown contents may be lost: device paths, or "all". */
  readonly wipe: readonly string[];
  /** Identities of the partition tables that this machine was installed on before, where somebody remembers them; commas between. */
  readonly knownTable?: string;
}

/** A partition the plan keeps or makes. */
export interface PlannedPartition {
  readonly path: string;
  readonly number: number;
  readonly startSector: number;
  readonly sizeSectors: number;
  readonly scheme: SchemePartition;
  /** True: it exists and its data stay. */
  readonly kept: boolean;
}

/** What will be written to one disk. */
export interface DiskPlan {
  readonly disk: Disk;
  /** True: a new, empty GPT is written first. */
  readonly newTable: boolean;
  /** Numbers of partitions that go. */
  readonly deleted: readonly number[];
  readonly partitions: readonly PlannedPartition[];
}

/** A RAID the plan assembles or makes. */
export interface PlannedArray {
  /** "/dev/md0", during the installation. */
  readonly path: string;
  readonly scheme: SchemePartition;
  /** True: it exists and its data stay. */
  readonly kept: boolean;
  readonly level: string;
  /** How many members it has when it is whole. */
  readonly devices: number;
  /** Partitions that it is made or assembled of. */
  readonly members: readonly string[];
  /** Partitions that a kept one gets besides. */
  readonly added: readonly string[];
}

/** A volume group the plan opens or makes. */
export interface PlannedGroup {
  readonly name: string;
  /** True: it exists and what is called `state-*` in it stays. */
  readonly kept: boolean;
  /** Partitions and arrays that it lies on. */
  readonly devices: readonly string[];
  /** Of these, what a kept one gets besides. */
  readonly added: readonly string[];
  /** Names of logical volumes that go. */
  readonly deleted: readonly string[];
  readonly volumes: readonly PlannedVolume[];
}

/** A logical volume the plan keeps or makes. */
export interface PlannedVolume {
  readonly scheme: SchemePartition;
  readonly kept: boolean;
  readonly sizeBytes: number;
}

/** What will be written where; printed before anything is. The first disk is the one that the system starts from. */
export interface StoragePlan extends DiskPlan {
  readonly others: readonly DiskPlan[];
  readonly arrays: readonly PlannedArray[];
  readonly groups: readonly PlannedGroup[];
  /** The plan for people, one line each. */
  readonly text: readonly string[];
}

/** All disks of a plan, the first first. */
export function disksOf(plan: StoragePlan): readonly DiskPlan[] {
  return [plan, ...plan.others];
}

/** What was found in kept things that have to be opened to be looked into; all by their labels. */
export interface StorageContents {
  /** What blkid finds on an assembled array. */
  readonly arrays: Readonly<Record<string, string>>;
  /** What is in an encrypted one that its key opens; empty: nothing is recognised. */
  readonly opened: Readonly<Record<string, string>>;
  /** Volume groups by name. */
  readonly groups: Readonly<Record<string, FoundGroup>>;
}

/** A volume group as it is found. */
export interface FoundGroup {
  /** Labels of its physical volumes that were found. */
  readonly on: readonly string[];
  /** True: a physical volume of it is not there. */
  readonly partial: boolean;
  readonly volumes: readonly FoundVolume[];
}

/** A logical volume as it is found. */
export interface FoundVolume {
  readonly name: string;
  readonly sizeBytes: number;
  /** Empty: nothing is recognised. */
  readonly fsType: string;
  /** The installation that made it came to no file system. */
  readonly unfinished: boolean;
}
