import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOut, digestOnce, knowDigest, linkOrCopy, writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME, type Platform } from '../../model/mod.ts';
import {
  type BootMenu,
  planInstallMenu,
  renderGrubMenu,
  renderIpxeMenu,
  renderPxelinuxMenu,
} from '../../render/menus/mod.ts';
import { writeSigned } from '../manifest/compose-manifest.ts';
import type { SignStatement } from '../manifest/statement.ts';
import { composeBootChecksums } from './boot-checksums.ts';
import type { BootFiles } from './boot-files.ts';

export interface NetbootInput {
  readonly title: string;
  readonly kernelArguments: readonly string[];
  /** The default entry starts after so long; 5 if left out. */
  readonly timeoutSeconds?: number;
  readonly files: BootFiles;
  /** Path of the overlay that composeOverlay wrote. */
  readonly overlay: string;
  /** Where the packages are: the name of the image beside the folder, or `cairn/` of a medium to put into it. */
  readonly packages: { readonly image: string } | { readonly tree: string };
  readonly epochSeconds: number;
  /** Folder to write into; made if missing. */
  readonly out: string;
  /** Its signature is put beside the list of what is in the folder. */
  readonly sign?: SignStatement;
}

/** What a DHCP server names as boot file to iPXE. */
const IPXE_SCRIPT = 'cairn.ipxe';

/** Three lines; the last, and what follows a colon in the first, are commands for a shell in this folder. */
function renderReadme({ packages, files: { platform } }: NetbootInput): string {
  const { bios, efi } = platform;
  const programs = [
    ...(bios === undefined ? [] : [`${bios.netboot} for BIOS`]),
    `${efi.netboot} for UEFI (Secure Boot included)`,
    `${IPXE_SCRIPT} for iPXE`,
  ];
  const from =
    'image' in packages
      ? `put the packages of the image beside it: xorriso -osirrox on -indev ../${packages.image} -extract /cairn cairn`
      : 'the packages are in "cairn".';
  return `Give this folder to a TFTP server and, as the root of port 80, to an HTTP server of the same address; ${from}
DHCP: that address as next-server, and as boot file ${programs.join(', ')}. With your own addresses, dnsmasq does it${bios === undefined ? '' : ' (210: PXELINUX goes on by HTTP)'}:
dnsmasq --conf-file=/dev/null --no-daemon --port=0 --dhcp-range=10.9.0.100,10.9.0.200 --enable-tftp --tftp-root="$PWD" ${renderDhcpOptions(platform).join(' ')}
`;
}

function renderDhcpOptions({ bios, efi }: Platform): string[] {
  return [
    ...(bios === undefined
      ? []
      : [`--dhcp-boot=${bios.netboot}`, '--dhcp-option-force=210,http://10.9.0.1/']),
    ...efi.tftpClients.map((code) => `--dhcp-match=set:uefi,option:client-arch,${code}`),
    `--dhcp-boot=tag:uefi,${efi.netboot}`,
  ];
}

/**
 * Writes a folder for any TFTP and HTTP server: Debian's kernel and initrd, our overlay, and loaders with menus for
 * UEFI (shim and GRUB, under Secure Boot too), BIOS where there is such firmware (PXELINUX), and iPXE. What is installed comes from "cairn" at the
 * root of the server that the loader came from.
 */
export async function composeNetboot(input: NetbootInput): Promise<void> {
  const { files, out } = input;
  const { bios, efi } = files.platform;
  const copied: readonly (readonly [string, string])[] = [
    [files.kernel, 'vmlinuz'],
    [files.initrd, 'initrd.gz'],
    [input.overlay, 'cairn.img'],
    [files.efi.shim, efi.netboot],
    // Shim asks for this name beside itself.
    [files.efi.grubNet, efi.grub],
    ...(bios === undefined || files.bios === undefined
      ? []
      : ([
          [files.bios.pxelinux, bios.netboot],
          [files.bios.ldlinux, 'ldlinux.c32'],
          [files.bios.libutil, 'libutil.c32'],
          [files.bios.menu, 'menu.c32'],
        ] as const)),
  ];
  for (const [from, to] of copied) {
    await copyOut(from, join(out, to));
    knowDigest(join(out, to), await digestOnce(from));
  }
  const texts: readonly (readonly [string, string])[] = [
    ...(bios === undefined
      ? []
      : ([['pxelinux.cfg/default', renderPxelinuxMenu(planMenu(input, ''))]] as const)),
    // GRUB's own prefix on the network is "/grub"; its files have no folder of their own to be relative to.
    ['grub/grub.cfg', renderGrubMenu(planMenu(input, '/'), 'network', files.platform)],
    [IPXE_SCRIPT, renderIpxeMenu(planMenu(input, ''))],
    ['README', renderReadme(input)],
  ];
  for (const [path, text] of texts)
    await writeFileAtomic(join(out, path), text, { mtimeSeconds: input.epochSeconds });
  const sums = await composeBootChecksums(copied, texts);
  await writeSigned(join(out, CHECKSUMS_NAME), sums, input.epochSeconds, input.sign);
  if ('tree' in input.packages) await copyTree(input.packages.tree, join(out, 'cairn'));
}

/** Packages, which are many and which nobody edits, share their bytes with the cache: it looks whether one has changed. */
async function copyTree(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const place = join(to, path.slice(join(from, '/').length));
    if (entry.isFile()) await (entry.name.endsWith('.deb') ? linkOrCopy : copyOut)(path, place);
  }
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
