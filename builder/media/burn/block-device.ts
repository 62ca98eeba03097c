import { run } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** A disk or partition as the kernel sees it. */
export interface BlockDevice {
  readonly path: string;
  readonly sizeBytes: number;
  readonly removable: boolean;
  readonly readOnly: boolean;
  readonly type: string;
  readonly model: string;
  /** File system and its label, empty if there is none. */
  readonly content: string;
  /** "[SWAP]" counts. */
  readonly mounts: readonly string[];
  readonly children: readonly BlockDevice[];
}

const COLUMNS = 'PATH,SIZE,RM,HOTPLUG,RO,TYPE,VENDOR,MODEL,FSTYPE,LABEL,MOUNTPOINTS';

/** Asks lsblk about one device. @throws {BuildError} DEVICE_UNKNOWN: no block device */
export async function readBlockDevice(path: string): Promise<BlockDevice> {
  const { stdout, exitCode } = await run(['lsblk', '--json', '--bytes', '--output', COLUMNS, path], {
    okCodes: [0, 1, 32],
  });
  const [device] = exitCode === 0 ? parseBlockDevices(stdout) : [];
  if (device === undefined) {
    const hint = 'lsblk lists the devices there are';
    return fail('DEVICE_UNKNOWN', `"${path}" is not a block device`, undefined, hint);
  }
  return probeContent(device);
}

/** Where no udev runs (a container), lsblk knows of no contents: then the devices themselves are asked. */
async function probeContent(device: BlockDevice): Promise<BlockDevice> {
  const children = await Promise.all(device.children.map(probeContent));
  if (device.content !== '') return { ...device, children };
  const probed = await run(['blkid', '-p', '-o', 'export', device.path], { okCodes: [0, 2, 4, 8] });
  return { ...device, children, content: describeProbe(probed.stdout, probed.exitCode) };
}

/**
 * What blkid's low-level probe says, as `ext4 "photos"`; empty where it finds nothing.
 *
 * @param exitCode 2: nothing found; 8: several things at once
 */
export function describeProbe(text: string, exitCode: number): string {
  if (exitCode === 8) return 'several file systems at once';
  const find = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1];
  const [type, label, table] = ['TYPE', 'LABEL', 'PTTYPE'].map(find);
  const shown = label === undefined ? undefined : `"${label.replaceAll('\\ ', ' ')}"`;
  return [type, shown, type === undefined && table !== undefined ? `${table} table` : undefined]
    .filter((word) => word !== undefined)
    .join(' ');
}

interface RawDevice {
  readonly path: string;
  readonly size: number;
  readonly rm: boolean;
  readonly hotplug: boolean;
  readonly ro: boolean;
  readonly type: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly mountpoints: readonly (string | null)[];
  readonly children?: readonly RawDevice[];
}

/** Reads lsblk's JSON. */
export function parseBlockDevices(json: string): BlockDevice[] {
  return (JSON.parse(json) as { blockdevices: RawDevice[] }).blockdevices.map(fromRaw);
}

/** Partitions and what lies on them: at most a handful of levels, told by the kernel. */
function fromRaw(raw: RawDevice): BlockDevice {
  return {
    path: raw.path,
    sizeBytes: raw.size,
    removable: raw.rm || raw.hotplug,
    readOnly: raw.ro,
    type: raw.type,
    model: [raw.vendor, raw.model].flatMap((text) => text?.trim() ?? []).join(' '),
    content: [raw.fstype, raw.label === null ? null : `"${raw.label}"`].filter(Boolean).join(' '),
    mounts: raw.mountpoints.filter((mount) => mount !== null),
    children: (raw.children ?? []).map(fromRaw),
  };
}

/** The device and everything on it. */
export function flattenDevice(device: BlockDevice): BlockDevice[] {
  const all = [device];
  for (const one of all) all.push(...one.children);
  return all;
}
