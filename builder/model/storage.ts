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
}

/** Whether a partition holds data that survive reinstallation. */
export function isData({ label }: { readonly label: string }): boolean {
  return label.startsWith('state-');
}

export type FileSystem = 'ext4' | 'vfat' | 'swap' | 'biosboot';

/** One wanted partition of the storage scheme, from a `<part>` directive. */
export interface SchemePartition {
  /** GPT name and file system label; `state-*` partitions survive reinstallation with their data. */
  readonly label: string;
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
  /** Device path of the disk to install on; undefined: chosen by rule. */
  readonly disk?: string;
  /** Disks whose unknown contents may be lost: device paths, or "all". */
  readonly wipe: readonly string[];
  /** Identity of the partition table that this machine was installed on before, where somebody remembers it. */
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

/** What will be written where; printed before anything is. */
export interface StoragePlan {
  readonly disk: Disk;
  /** True: a new, empty GPT is written first. */
  readonly newTable: boolean;
  /** Numbers of partitions that go. */
  readonly deleted: readonly number[];
  readonly partitions: readonly PlannedPartition[];
  /** The plan for people, one line each. */
  readonly text: readonly string[];
}
