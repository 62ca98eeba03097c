import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

export type Firmware = 'bios' | 'uefi' | 'uefi-secure';

/** A disk of the machine. `path` is a raw image; see createDisk. */
export interface MachineDisk {
  readonly path: string;
  readonly bus?: 'virtio' | 'sata' | 'nvme';
  /** Serial number the guest sees. */
  readonly serial?: string;
}

export interface MachineOptions {
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
  /** Network namespace that QEMU runs in, for cards on a wire there; see tests/network/. */
  readonly namespace?: string;
  /** UEFI variables; kept there between boots. A fresh copy in workDir if left out. */
  readonly variables?: string;
  /** A reset restarts the machine instead of ending it. */
  readonly allowReset?: boolean;
  /** Switched on again, with the disks as they are, when the emulator breaks its kernel. */
  readonly startAgain?: boolean;
  readonly extra?: readonly string[];
}

const OVMF = '/usr/share/OVMF';
const FIRMWARE = {
  uefi: { code: 'OVMF_CODE_4M.fd', variables: 'OVMF_VARS_4M.fd' },
  'uefi-secure': { code: 'OVMF_CODE_4M.secboot.fd', variables: 'OVMF_VARS_4M.ms.fd' },
} as const;

/** QEMU's arguments, without the serial line and the control socket. Copies the UEFI variables. */
export function planMachine(options: MachineOptions): string[] {
  return [
    ...['-name', 'cairn-test', '-nodefaults', '-accel', 'tcg,thread=multi', '-cpu', 'max'],
    ...['-machine', options.firmware === 'uefi-secure' ? 'q35,smm=on' : 'q35'],
    ...['-smp', String(options.cpus ?? 2), '-m', String(options.memoryMiB ?? 2048)],
    ...['-display', 'none', '-vga', 'std', '-rtc', 'base=utc'],
    ...(options.allowReset ? [] : ['-no-reboot']),
    ...planFirmware(options),
    ...planMedia(options),
    ...(options.disks ?? []).flatMap(planDisk),
    ...(options.kernel === undefined
      ? []
      : ['-kernel', options.kernel.path, '-initrd', options.kernel.initrd, '-append', options.kernel.append]),
    ...(options.network ?? ['-nic', 'none']),
    ...(options.extra ?? []),
  ];
}

function planFirmware(options: MachineOptions): string[] {
  if (options.firmware === 'bios') return [];
  const { code, variables } = FIRMWARE[options.firmware];
  const own = options.variables ?? join(options.workDir, 'variables.fd');
  if (!existsSync(own)) copyFileSync(join(OVMF, variables), own);
  return [
    ...['-global', 'driver=cfi.pflash01,property=secure,value=on'].slice(
      0,
      options.firmware === 'uefi-secure' ? 2 : 0,
    ),
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${join(OVMF, code)}`],
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
    ...(options.cdrom === undefined
      ? []
      : [...image('cd', options.cdrom, true), '-device', 'ide-cd,drive=cd,bootindex=1']),
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
  return [
    ...['-drive', `if=none,id=${id},format=raw,cache=unsafe,discard=unmap,file=${disk.path}`],
    ...['-device', `${device},drive=${id},serial=${serial},bootindex=${10 + index}`],
  ];
}
