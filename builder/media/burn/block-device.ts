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
  return (
    device ??
    fail('DEVICE_UNKNOWN', `"${path}" is not a block device`, undefined, 'lsblk lists the devices there are')
  );
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
