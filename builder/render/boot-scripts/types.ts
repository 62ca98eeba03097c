import type { Platform } from '../../model/mod.ts';

/** Starts a kernel of the frontend. Paths are from the HTTP root: "/releases/ID/install/vmlinuz". */
export interface StartKernel {
  readonly kind: 'kernel';
  readonly kernel: string;
  /** For UEFI, where that is another file. */
  readonly kernelForUefi?: string;
  readonly initrds: readonly string[];
  readonly arguments: readonly string[];
}

/** Goes on with the machine's own disk. */
export interface StartDisk {
  readonly kind: 'disk';
}

/** Waits, and asks again. */
export interface AskAgain {
  readonly kind: 'wait';
  /** Of the card that it is started from: "aa:bb:cc:dd:ee:ff". */
  readonly mac: string;
  readonly seconds: number;
}

/** What a boot script makes a machine do. */
export type BootStep = StartKernel | StartDisk | AskAgain;

/** What every boot script says besides. */
export interface BootScript {
  /** One line for the screen: "compute-0-0: install". */
  readonly title: string;
  /** IPv4 address of the frontend. */
  readonly address: string;
  /** Of the machine that is started. */
  readonly platform: Platform;
  readonly step: BootStep;
}

/** Boot loaders that ask the frontend what to do. */
export const BOOT_LOADERS = ['ipxe', 'grub', 'pxelinux'] as const;
export type BootLoader = (typeof BOOT_LOADERS)[number];
