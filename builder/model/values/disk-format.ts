/** How a whole disk is written as a file: as it is, and as virtual machines take it. */
export const DISK_FORMATS = ['raw', 'qcow2', 'vmdk'] as const;
export type DiskFormat = (typeof DISK_FORMATS)[number];
