import { join } from 'node:path';
import { linkOrCopy, writeFileAtomic } from '../io/mod.ts';
import {
  type BootMenu,
  planInstallMenu,
  renderGrubMenu,
  renderIpxeMenu,
  renderPxelinuxMenu,
} from '../render/menus/mod.ts';
import type { BootFiles } from './boot-files.ts';

export interface NetbootInput {
  readonly title: string;
  readonly kernelArguments: readonly string[];
  /** The default entry starts after so long; 5 if left out. */
  readonly timeoutSeconds?: number;
  readonly files: BootFiles;
  /** Path of the overlay that composeOverlay wrote. */
  readonly overlay: string;
  readonly epochSeconds: number;
  /** Folder to write into; made if missing. */
  readonly out: string;
}

/** What a DHCP server names as boot file, by the kind of client. */
export const NETBOOT_PROGRAMS = { bios: 'lpxelinux.0', uefi: 'bootx64.efi', ipxe: 'cairn.ipxe' } as const;

const README = `Copy everything in this folder to the root of a TFTP server, an HTTP server, or both.
DHCP boot file: ${NETBOOT_PROGRAMS.bios} for BIOS, ${NETBOOT_PROGRAMS.uefi} for UEFI (Secure Boot included), ${NETBOOT_PROGRAMS.ipxe} for iPXE.
dnsmasq: --enable-tftp --tftp-root=/srv/tftp --dhcp-match=set:efi,option:client-arch,7 --dhcp-boot=tag:efi,${NETBOOT_PROGRAMS.uefi} --dhcp-boot=tag:!efi,${NETBOOT_PROGRAMS.bios}
`;

/**
 * Writes a folder for any TFTP or HTTP server: Debian's kernel and initrd, our overlay, and loaders with menus for
 * BIOS (PXELINUX), UEFI (shim and GRUB, under Secure Boot too) and iPXE.
 */
export async function composeNetboot(input: NetbootInput): Promise<void> {
  const { files, out } = input;
  const linked: readonly (readonly [string, string])[] = [
    [files.kernel, 'vmlinuz'],
    [files.initrd, 'initrd.gz'],
    [input.overlay, 'cairn.img'],
    [files.pxelinux, NETBOOT_PROGRAMS.bios],
    [files.ldlinux, 'ldlinux.c32'],
    [files.libutil, 'libutil.c32'],
    [files.menu, 'menu.c32'],
    [files.shim, NETBOOT_PROGRAMS.uefi],
    // Shim asks for this name beside itself.
    [files.grubNet, 'grubx64.efi'],
  ];
  for (const [from, to] of linked) await linkOrCopy(from, join(out, to));
  const texts: readonly (readonly [string, string])[] = [
    ['pxelinux.cfg/default', renderPxelinuxMenu(planMenu(input, ''))],
    // GRUB's own prefix on the network is "/grub"; its files have no folder of their own to be relative to.
    ['grub/grub.cfg', renderGrubMenu(planMenu(input, '/'), 'network')],
    [NETBOOT_PROGRAMS.ipxe, renderIpxeMenu(planMenu(input, ''))],
    ['README', README],
  ];
  for (const [path, text] of texts)
    await writeFileAtomic(join(out, path), text, { mtimeSeconds: input.epochSeconds });
}

/** The installer's menu with paths as one loader needs them: relative, or from the server's root. */
function planMenu(input: NetbootInput, root: '' | '/'): BootMenu {
  return planInstallMenu({
    title: input.title,
    timeoutSeconds: input.timeoutSeconds ?? 5,
    kernel: `${root}vmlinuz`,
    initrds: [`${root}initrd.gz`, `${root}cairn.img`],
    kernelArguments: input.kernelArguments,
  });
}
