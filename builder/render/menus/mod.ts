import { diskLoaders, type Platform } from '../../model/mod.ts';
import { checkMenu } from './check.ts';
import grub from './grub.cfg.ejs';
import grubStub from './grub-stub.cfg.ejs';
import isolinux from './isolinux.cfg.ejs';
import ipxe from './menu.ipxe.ejs';
import type { BootMenu } from './menu.ts';

export * from './menu.ts';
export * from './unified.ts';

/** Where the boot loader read its menu from. */
export type MenuOrigin = 'medium' | 'network';

/**
 * `isolinux.cfg` for BIOS from CD and USB disk.
 *
 * @param nextDisk path of the boot sector that goes on with another disk than the medium
 */
export function renderIsolinuxMenu(menu: BootMenu, nextDisk: string): string {
  checkMenu(menu);
  return isolinux({ ...menu, network: false, localDisk: `boot ${nextDisk}` });
}

/** `pxelinux.cfg/default` for BIOS over the network. "0": leaves the network and starts the disk. */
export function renderPxelinuxMenu(menu: BootMenu): string {
  checkMenu(menu);
  return isolinux({ ...menu, network: true, localDisk: 'localboot 0' });
}

/** `grub.cfg` for UEFI from a medium or over the network. */
export function renderGrubMenu(menu: BootMenu, origin: MenuOrigin, platform: Platform): string {
  checkMenu(menu);
  return grub({ ...menu, network: origin === 'network', diskLoaders: diskLoaders(platform) });
}

/** The `grub.cfg` inside the EFI image, which finds the medium by its volume id `label`. */
export function renderGrubStub(label: string): string {
  return grubStub({ label });
}

/** A boot script for iPXE. A failed download is tried again for ever, never left at a prompt. */
export function renderIpxeMenu(menu: BootMenu): string {
  checkMenu(menu);
  return ipxe({ ...menu });
}
