import type { Firmware } from '../../model/mod.ts';

export interface CardInput {
  /** From `addTap`. */
  readonly tap: string;
  readonly mac: string;
  readonly firmware: Firmware;
  /** Place in the firmware's order; 0, the first, when left out. -1: not started from. */
  readonly bootIndex?: number;
  /** What the guest sees; "virtio-net-pci" when left out. */
  readonly model?: string;
}

/**
 * QEMU's arguments for one network card on a wire. UEFI starts by its own network stack, as machines do, and not by
 * QEMU's iPXE of 2019, which gives shim a wrong size of GRUB's image.
 */
export function planCard({
  tap,
  mac,
  firmware,
  bootIndex = 0,
  model = 'virtio-net-pci',
}: CardInput): string[] {
  const options = [
    `${model},netdev=${tap},mac=${mac}`,
    ...(bootIndex < 0 ? [] : [`bootindex=${bootIndex}`]),
    ...(firmware === 'bios' ? [] : ['romfile=']),
  ];
  return [
    ...['-netdev', `tap,id=${tap},ifname=${tap},script=no,downscript=no`],
    ...['-device', options.join(',')],
  ];
}
