import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEFAULT_PLATFORM,
  type Firmware,
  type PlatformName,
  type QemuModel,
  requirePlatform,
} from '../../model/mod.ts';

/** A disk of the machine. `path` is a raw image; see createDisk. */
export interface MachineDisk {
  readonly path: string;
  readonly bus?: 'virtio' | 'sata' | 'nvme';
  /** Serial number the guest sees. */
  readonly serial?: string;
  /** Logical and physical sectors of an NVMe disk; 512 if left out. */
  readonly sectorBytes?: 4096;
}

export interface MachineOptions {
  /** The usual one if left out. */
  readonly platform?: PlatformName;
  readonly firmware: Firmware;
  /** Folder for this machine's logs and sockets; must exist. Its path must be short: sockets are in it. */
  readonly workDir: string;
  /** Image in the CD drive, read only; boots first. */
  readonly cdrom?: string;
  /** Image as a USB stick, read only; boots first. */
  readonly usb?: string;
  /** Further USB sticks that are not booted from, writable. */
  readonly sticks?: readonly string[];
  readonly disks?: readonly MachineDisk[];
  /** Boot this kernel instead of firmware's choice. */
  readonly kernel?: { readonly path: string; readonly initrd: string; readonly append: string };
  readonly memoryMiB?: number;
  readonly cpus?: number;
  /** QEMU's network arguments; no card if left out. */
  readonly network?: readonly string[];
  /** Words before QEMU's own: where it runs, for cards on a wire there. */
  readonly within?: readonly string[];
  /** What carries out the guest's code, the first that this machine has; QEMU's emulator when left out. */
  readonly accelerators?: readonly string[];
  /** UEFI variables; kept there between boots. A fresh copy in workDir if left out. */
  readonly variables?: string;
  /** A reset restarts the machine instead of ending it. */
  readonly allowReset?: boolean;
  /** Switched on again, with the disks as they are, when the emulator breaks its kernel. */
  readonly startAgain?: boolean;
  readonly extra?: readonly string[];
}

/** QEMU's own emulator, which works everywhere. */
export const EMULATOR = 'tcg,thread=multi';

/** The machine that is to be started. */
export function modelOf({ platform = DEFAULT_PLATFORM.name }: Pick<MachineOptions, 'platform'>): QemuModel {
  return requirePlatform(platform).qemu;
}

/** QEMU's arguments, without the serial line and the control socket. Copies the UEFI variables. */
export function planMachine(options: MachineOptions): string[] {
  const model = modelOf(options);
  const machine = model.machine[options.firmware];
  if (machine === undefined) throw new Error(`There is no ${options.firmware} on ${options.platform}`);
  const disks = options.disks ?? [];
  return [
    ...['-name', 'cairn', '-nodefaults', '-cpu', model.cpu],
    ...(options.accelerators ?? [EMULATOR]).flatMap((name) => ['-accel', name]),
    ...['-machine', machine],
    ...['-smp', String(options.cpus ?? 2), '-m', String(options.memoryMiB ?? 2048)],
    ...['-display', 'none', ...model.display, '-rtc', 'base=utc'],
    ...(options.allowReset ? [] : ['-no-reboot']),
    ...planFirmware(options),
    ...planMedia(options),
    ...(disks.some(({ bus }) => bus === 'sata') ? model.sata : []),
    ...disks.flatMap(planDisk),
    ...(options.kernel === undefined
      ? []
      : ['-kernel', options.kernel.path, '-initrd', options.kernel.initrd, '-append', options.kernel.append]),
    ...(options.network ?? ['-nic', 'none']),
    ...(options.extra ?? []),
  ];
}

function planFirmware(options: MachineOptions): string[] {
  if (options.firmware === 'bios') return [];
  const { uefi, locksVariables } = modelOf(options);
  const { code, variables } = uefi[options.firmware];
  const own = options.variables ?? join(options.workDir, 'variables.fd');
  if (!existsSync(own)) copyFileSync(variables, own);
  return [
    ...(locksVariables && options.firmware === 'uefi-secure'
      ? ['-global', 'driver=cfi.pflash01,property=secure,value=on']
      : []),
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,unit=1,format=raw,file=${own}`],
  ];
}

function planMedia(options: MachineOptions): string[] {
  const image = (id: string, path: string, readOnly: boolean): string[] => [
    '-drive',
    `if=none,id=${id},format=raw,file=${path},${readOnly ? 'readonly=on' : 'cache=unsafe'}`,
  ];
  const sticks = options.sticks ?? [];
  return [
    ...(options.usb !== undefined || sticks.length > 0 ? ['-device', 'qemu-xhci,id=xhci'] : []),
    ...(options.cdrom === undefined ? [] : [...image('cd', options.cdrom, true), ...modelOf(options).cdrom]),
    ...(options.usb === undefined
      ? []
      : [
          ...image('usb', options.usb, true),
          ...['-device', 'usb-storage,bus=xhci.0,drive=usb,removable=on,bootindex=2'],
        ]),
    ...sticks.flatMap((path, index) => [
      ...image(`stick${index}`, path, false),
      ...['-device', `usb-storage,bus=xhci.0,drive=stick${index},removable=on`],
    ]),
  ];
}

function planDisk(disk: MachineDisk, index: number): string[] {
  const id = `disk${index}`;
  const serial = disk.serial ?? `CAIRN${index}`;
  const device = { virtio: 'virtio-blk-pci', sata: 'ide-hd', nvme: 'nvme' }[disk.bus ?? 'virtio'];
  const { sectorBytes } = disk;
  const sectors =
    sectorBytes === undefined ? '' : `,logical_block_size=${sectorBytes},physical_block_size=${sectorBytes}`;
  return [
    ...['-drive', `if=none,id=${id},format=raw,cache=unsafe,discard=unmap,file=${disk.path}`],
    ...['-device', `${device},drive=${id},serial=${serial},bootindex=${10 + index}${sectors}`],
  ];
}
