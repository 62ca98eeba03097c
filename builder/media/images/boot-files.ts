import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../model/mod.ts';

/** Debian's boot files on the build host, taken byte for byte from unpacked packages. */
export interface BootFiles {
  readonly kernel: string;
  readonly initrd: string;
  readonly shim: string;
  readonly grubCd: string;
  readonly grubNet: string;
  readonly isolinux: string;
  readonly isohybridMbr: string;
  readonly pxelinux: string;
  readonly ldlinux: string;
  readonly menu: string;
  readonly libutil: string;
}

const SIGNED = ['grub-efi-amd64-signed', 'usr/lib/grub/x86_64-efi-signed'] as const;
const MODULES = ['syslinux-common', 'usr/lib/syslinux/modules/bios'] as const;

const LOADERS = {
  grubCd: [...SIGNED, 'gcdx64.efi.signed'],
  grubNet: [...SIGNED, 'grubnetx64.efi.signed'],
  isohybridMbr: ['isolinux', 'usr/lib/ISOLINUX', 'isohdpfx.bin'],
  isolinux: ['isolinux', 'usr/lib/ISOLINUX', 'isolinux.bin'],
  ldlinux: [...MODULES, 'ldlinux.c32'],
  libutil: [...MODULES, 'libutil.c32'],
  menu: [...MODULES, 'menu.c32'],
  pxelinux: ['pxelinux', 'usr/lib/PXELINUX', 'lpxelinux.0'],
  shim: ['shim-signed', 'usr/lib/shim', 'shimx64.efi.signed'],
} as const satisfies Record<string, readonly [string, string, string]>;

/** Packages that {@link findBootFiles} reads, besides `debian-installer-RELEASE-netboot-amd64`. */
export const BOOT_PACKAGES: readonly string[] = [
  ...new Set(Object.values(LOADERS).map(([name]) => name)),
].sort();

/**
 * Finds the boot files in unpacked packages.
 *
 * @param trees unpacked packages by name
 * @throws {BuildError} BOOT_FILE: a package or a file in it is missing
 */
export async function findBootFiles(trees: ReadonlyMap<string, string>): Promise<BootFiles> {
  const loaders: Record<string, string> = {};
  for (const [key, [name, folder, file]] of Object.entries(LOADERS))
    loaders[key] = await requireFile(join(requireTree(trees, name), folder, file), name);
  const installer = [...trees.keys()].sort().find((name) => /^debian-installer-.*netboot-amd64$/.test(name));
  const name = installer ?? 'debian-installer-13-netboot-amd64';
  const images = join(requireTree(trees, name), 'usr/lib/debian-installer/images');
  const [release] = await readdir(images).catch(() => []);
  const folder = join(images, release ?? '13', 'amd64/text/debian-installer/amd64');
  return {
    ...(loaders as Record<keyof typeof LOADERS, string>),
    kernel: await requireFile(join(folder, 'linux'), name),
    initrd: await requireFile(join(folder, 'initrd.gz'), name),
  };
}

function requireTree(trees: ReadonlyMap<string, string>, name: string): string {
  return trees.get(name) ?? fail('BOOT_FILE', `Package "${name}" is not there to take boot files from`);
}

async function requireFile(path: string, name: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? path : fail('BOOT_FILE', `Package "${name}" lacks a boot file`, { file: path });
}
