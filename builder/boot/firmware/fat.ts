import { fatTypeOf } from '../../render/storage/fat.ts';

/** Where a FAT file system is to be found by firmware. */
export interface FatPlace {
  /** Of the disk: firmware reads by these. */
  readonly sectorBytes: number;
  /** Of the partition. */
  readonly sizeBytes: number;
}

/**
 * What firmware would not accept of a FAT file system, by the rules of Microsoft's specification, which UEFI names: the
 * number of clusters decides what it is.
 *
 * @param sector its first 512 bytes
 * @returns faults for people; empty: firmware reads it
 */
export function checkFat(sector: Uint8Array, place: FatPlace): string[] {
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa)
    return ['holds no FAT file system'];
  const u16 = (at: number): number => sector[at]! | (sector[at + 1]! << 8);
  const u32 = (at: number): number => (u16(at) | (u16(at + 2) << 16)) >>> 0;
  const [sectorBytes, clusterSectors, reserved, tables] = [u16(11), sector[13]!, u16(14), sector[16]!];
  const rootEntries = u16(17);
  const isLaidOutAs32 = u16(22) === 0;
  const tableSectors = isLaidOutAs32 ? u32(36) : u16(22);
  const sectors = u16(19) === 0 ? u32(32) : u16(19);
  const isPower = clusterSectors > 0 && (clusterSectors & (clusterSectors - 1)) === 0;
  if (![512, 1024, 2048, 4096].includes(sectorBytes) || !isPower || reserved === 0 || tables === 0)
    return ['holds no FAT file system'];
  const faults: string[] = [];
  if (sectorBytes !== place.sectorBytes)
    faults.push(`has ${sectorBytes}-byte sectors on a disk with ${place.sectorBytes}-byte sectors`);
  if (sectors * sectorBytes > place.sizeBytes) faults.push('is larger than its partition');
  const rootSectors = Math.ceil((rootEntries * 32) / sectorBytes);
  const clusters = Math.floor((sectors - reserved - tables * tableSectors - rootSectors) / clusterSectors);
  const type = fatTypeOf(clusters);
  const entryBits = { FAT12: 12, FAT16: 16, FAT32: 32 }[type];
  if (isLaidOutAs32 !== (type === 'FAT32'))
    faults.push(
      `has ${clusters} clusters, by which firmware takes it for ${type}, but is laid out as ${isLaidOutAs32 ? 'FAT32' : 'FAT16'}`,
    );
  else if (tableSectors * sectorBytes * 8 < (clusters + 2) * entryBits)
    faults.push(`has ${clusters} clusters, for which its table is too small`);
  return faults;
}
