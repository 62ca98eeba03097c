/**
 * What firmware makes of a FAT file system: it looks at the number of clusters alone, whatever the file system calls
 * itself (Microsoft's FAT specification; UEFI 13.3).
 */
export type FatType = 'FAT12' | 'FAT16' | 'FAT32';

/** With fewer clusters it is FAT16, however it is laid out. */
export const LEAST_FAT32_CLUSTERS = 65_525;
const LEAST_FAT16_CLUSTERS = 4_085;

/** The type of a FAT file system with so many clusters. */
export function fatTypeOf(clusters: number): FatType {
  if (clusters < LEAST_FAT16_CLUSTERS) return 'FAT12';
  return clusters < LEAST_FAT32_CLUSTERS ? 'FAT16' : 'FAT32';
}

/** So many are wanted, to be clear of the border: implementations count differently by a few. */
const WANTED_CLUSTERS = 66_000;
/** Larger ones waste room on many small files. */
const CLUSTER_BYTES = 4096;
/** Boot sectors before the two tables. */
const RESERVED_SECTORS = 32;

/**
 * The least size of a partition that can hold FAT32: a cluster has one sector at least, so that 4096-byte sectors need
 * 259 MiB where 512-byte sectors need 33.
 */
export function leastFat32Bytes(sectorBytes: number): number {
  return fat32Bytes(WANTED_CLUSTERS, sectorBytes, 1);
}

/** Sectors a cluster, for mkfs.fat: the largest clusters of which there are enough, up to 4 KiB. */
export function fat32ClusterSectors(sizeBytes: number, sectorBytes: number): number {
  let sectors = Math.max(1, CLUSTER_BYTES / sectorBytes);
  while (sectors > 1 && fat32Bytes(WANTED_CLUSTERS, sectorBytes, sectors) > sizeBytes) sectors /= 2;
  return sectors;
}

/** Room for so many clusters, and for what comes before them; everything begins at a whole cluster. */
function fat32Bytes(clusters: number, sectorBytes: number, clusterSectors: number): number {
  const wholeClusters = (sectors: number): number => Math.ceil(sectors / clusterSectors) * clusterSectors;
  const table = wholeClusters(Math.ceil(((clusters + 2) * 4) / sectorBytes));
  return (wholeClusters(RESERVED_SECTORS) + 2 * table + clusters * clusterSectors) * sectorBytes;
}
