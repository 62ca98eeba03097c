import {
  type ArrayMember,
  type Disk,
  type DiskLook,
  type DiskPartition,
  FACTORY_PARTITIONS,
} from '../../model/mod.ts';
import { type DiskSample, isBlank, planDiskSamples } from '../../render/storage/disk-samples.ts';
import { RAID_MEMBER } from '../../render/storage/find-arrays.ts';
import { capture, type Effects } from './effects.ts';

/** Kernel names that are never installed on: memory, loops, optical and floppy drives, assembled devices. */
const NOT_A_DISK = /^(ram|loop|zram|sr|fd|dm-|md|nbd|mtd)/;

/**
 * Finds the machine's disks: sizes from /sys/block, tables from sfdisk, contents from blkid.
 *
 * @param inUse device paths (disks or partitions) that the installation itself reads from
 */
export function readDisks(effects: Effects, inUse: readonly string[]): Disk[] {
  return effects
    .list('/sys/block')
    .filter((name) => !NOT_A_DISK.test(name))
    .flatMap((name) => readDisk(effects, name, inUse) ?? []);
}

function readDisk(effects: Effects, name: string, inUse: readonly string[]): Disk | undefined {
  const path = `/dev/${name.replaceAll('!', '/')}`;
  const fact = (file: string): string => (effects.read(`/sys/block/${name}/${file}`) ?? '').trim();
  const sizeBytes = Number(fact('size')) * 512; // always in 512-byte units, whatever the disk's sectors are
  if (!(sizeBytes > 0)) return undefined;
  const probe = probeDevice(effects, path);
  const table = readTable(effects, path);
  const shownTable = tableOf(table?.label, probe);
  const partitions = (table?.partitions ?? []).map((part) => ({
    ...part,
    ...contentsOf(effects, part.path),
  }));
  const sectorBytes = Number(fact('queue/logical_block_size')) || 512;
  const read = partitions.filter((part) => inUse.includes(part.path));
  const isFactory = read.some(({ label }) => label === FACTORY_PARTITIONS.medium);
  const mayBeEmpty =
    partitions.length === 0 && probe['TYPE'] === undefined && (shownTable === 'none' || shownTable === 'gpt');
  return {
    path,
    sizeBytes,
    sectorBytes,
    model: fact('device/model'),
    readOnly: fact('ro') === '1',
    removable: fact('removable') === '1',
    // What is read from there stays where it is
    inUse: inUse.includes(path) || read.some(({ label }) => label !== FACTORY_PARTITIONS.medium),
    ...(isFactory ? { isFactory } : {}),
    table: shownTable,
    ...(table?.label === 'gpt' && table.id !== undefined ? { tableId: table.id } : {}),
    ...(probe['TYPE'] === undefined ? {} : { signature: probe['TYPE'] }),
    ...(mayBeEmpty ? { look: lookAt(effects, path, sizeBytes, sectorBytes, shownTable === 'gpt') } : {}),
    partitions,
  };
}

/** Longest time for the samples that are spread over a disk: with the places before them a slow one needs three seconds. */
const SPREAD_MS = 2000;

/** Reads a disk here and there; the first stretch that is not blank ends it. */
function lookAt(
  effects: Effects,
  path: string,
  sizeBytes: number,
  sectorBytes: number,
  hasTable: boolean,
): DiskLook {
  const { places, spread } = planDiskSamples(sizeBytes, sectorBytes, { hasTable });
  let samples = 0;
  const find = (sample: DiskSample): DiskLook | undefined => {
    const bytes = effects.readBytes(path, sample.offset, sample.length);
    samples += 1;
    if (bytes === undefined || bytes.length < sample.length) return { samples, unreadableAt: sample.offset };
    return isBlank(bytes) ? undefined : { samples, contentAt: sample.offset };
  };
  for (const sample of places) {
    const found = find(sample);
    if (found !== undefined) return found;
  }
  const started = effects.now();
  for (const sample of spread) {
    if (effects.now() - started > SPREAD_MS) break;
    const found = find(sample);
    if (found !== undefined) return found;
  }
  return { samples };
}

/** A table that sfdisk cannot read but blkid sees, or any signature, makes the disk anything but empty. */
function tableOf(label: string | undefined, probe: Readonly<Record<string, string>>): Disk['table'] {
  const kind = label ?? probe['PTTYPE'];
  if (kind === 'gpt' || kind === 'dos') return kind;
  return kind === undefined ? 'none' : 'other';
}

/** blkid's low-level probe of one device as KEY=VALUE; empty where nothing is recognised. */
export function probeDevice(effects: Effects, path: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of (capture(effects, ['blkid', '-p', '-o', 'export', path]) ?? '').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) found[line.slice(0, at)] = line.slice(at + 1).replaceAll('\\ ', ' ');
  }
  return found;
}

function contentsOf(effects: Effects, path: string): Pick<DiskPartition, 'fsType' | 'member'> {
  const fsType = probeDevice(effects, path)['TYPE'];
  if (fsType === undefined) return {};
  const member = fsType === RAID_MEMBER ? readMember(effects, path) : undefined;
  return { fsType, ...(member === undefined ? {} : { member }) };
}

/** What a partition says of its array; undefined where there is no mdadm, or nothing that it can read. */
function readMember(effects: Effects, path: string): ArrayMember | undefined {
  return parseMember(capture(effects, ['mdadm', '--examine', path]) ?? '');
}

/** Reads `mdadm --examine` of one device; undefined where it is no member of an array of ours. */
export function parseMember(text: string): ArrayMember | undefined {
  const fact = (name: string): string =>
    new RegExp(`^\\s*${name} : (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const [uuid, level, devices] = [fact('Array UUID'), fact('Raid Level'), Number(fact('Raid Devices'))];
  if (uuid === '' || !(devices > 0)) return undefined;
  const role = /^Active device (\d+)$/.exec(fact('Device Role'))?.[1];
  return {
    uuid,
    name: (fact('Name').split(' ')[0] ?? '').replace(/^[^:]*:/, ''),
    level,
    devices,
    ...(role === undefined ? {} : { role: Number(role) }),
    events: Number(fact('Events')),
    state: fact('Array State').split(' ')[0] ?? '',
  };
}

interface SfdiskTable {
  readonly label: string;
  readonly id?: string;
  readonly partitions: readonly DiskPartition[];
}

/** Reads a disk's partition table; undefined where there is none. */
export function readTable(effects: Effects, path: string): SfdiskTable | undefined {
  return parseSfdisk(capture(effects, ['sfdisk', '--json', path]));
}

/** Reads `sfdisk --json`; undefined where there is no table. */
export function parseSfdisk(text: string | undefined): SfdiskTable | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const table = (JSON.parse(text) as { partitiontable: SfdiskJson }).partitiontable;
  return {
    label: table.label,
    ...(table.id === undefined ? {} : { id: table.id }),
    partitions: (table.partitions ?? []).map((part) => ({
      path: part.node,
      number: Number(/\d+$/.exec(part.node)?.[0]),
      startSector: part.start,
      sizeSectors: part.size,
      label: part.name ?? '',
    })),
  };
}

interface SfdiskJson {
  readonly label: string;
  readonly id?: string;
  readonly partitions?: readonly {
    readonly node: string;
    readonly start: number;
    readonly size: number;
    readonly name?: string;
  }[];
}

/** The disk that a partition is on; undefined where the device is none. */
export function diskOf(effects: Effects, device: string): string | undefined {
  const name = device.replace(/^\/dev\//, '').replaceAll('/', '!');
  const disk = effects
    .list('/sys/block')
    .find((each) => effects.exists(`/sys/block/${each}/${name}/partition`));
  return disk === undefined ? undefined : `/dev/${disk.replaceAll('!', '/')}`;
}
