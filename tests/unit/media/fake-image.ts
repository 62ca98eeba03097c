import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBootFiles } from '../../../builder/media/images/boot-files.ts';
import { composeBootTree, EFI_IMAGE } from '../../../builder/media/images/boot-tree.ts';
import { composeIso } from '../../../builder/media/images/iso.ts';
import type { SealRequest } from '../../../builder/media/images/seal-image.ts';
import { requirePlatform } from '../../../builder/model/mod.ts';

export const INSTALLER = 'debian-installer-13-netboot-amd64';
export const IMAGES = 'usr/lib/debian-installer/images/13/amd64/text/debian-installer/amd64';
export const FILES: readonly (readonly [string, string])[] = [
  [INSTALLER, `${IMAGES}/linux`],
  [INSTALLER, `${IMAGES}/initrd.gz`],
  ['grub-efi-amd64-signed', 'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed'],
  ['grub-efi-amd64-signed', 'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed'],
  ['isolinux', 'usr/lib/ISOLINUX/isohdpfx.bin'],
  ['isolinux', 'usr/lib/ISOLINUX/isohdppx.bin'],
  ['isolinux', 'usr/lib/ISOLINUX/isolinux.bin'],
  ['pxelinux', 'usr/lib/PXELINUX/lpxelinux.0'],
  ['shim-signed', 'usr/lib/shim/shimx64.efi.signed'],
  ['syslinux-common', 'usr/lib/syslinux/mbr/gptmbr.bin'],
  ...['ldlinux', 'libutil', 'menu'].map(
    (name) => ['syslinux-common', `usr/lib/syslinux/modules/bios/${name}.c32`] as const,
  ),
];

export const ARM_INSTALLER = 'debian-installer-13-netboot-arm64';
const ARM_IMAGES = 'usr/lib/debian-installer/images/13/arm64/text/debian-installer/arm64';
export const ARM_FILES: typeof FILES = [
  [ARM_INSTALLER, `${ARM_IMAGES}/linux`],
  [ARM_INSTALLER, `${ARM_IMAGES}/initrd.gz`],
  ['grub-efi-arm64-signed', 'usr/lib/grub/arm64-efi-signed/gcdaa64.efi.signed'],
  ['grub-efi-arm64-signed', 'usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed'],
  ['shim-signed', 'usr/lib/shim/shimaa64.efi.signed'],
];

export const amd64 = requirePlatform('amd64');
export const arm64 = requirePlatform('arm64');

/** Unpacked packages whose files say nothing but their own name, over and over. */
export function fakeTrees(folder: string, wanted = FILES): Map<string, string> {
  for (const [name, path] of wanted) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      path.endsWith('isohdpfx.bin') ? Buffer.alloc(432, 0x90) : `${name} ${path}\n`.repeat(200),
    );
  }
  return new Map([...new Set(wanted.map(([name]) => name))].map((name) => [name, join(folder, name)]));
}

export const about = { title: 'Cairn test 1', kernelArguments: ['quiet'], epochSeconds: 1_700_000_000 };

/** @param seal for an image that says what its bytes are */
export async function composeImage(
  folder: string,
  name: string,
  platform = amd64,
  seal?: SealRequest,
): Promise<Buffer> {
  const wanted = platform === amd64 ? FILES : ARM_FILES;
  const files = await findBootFiles(
    platform,
    platform === amd64 ? INSTALLER : ARM_INSTALLER,
    fakeTrees(join(folder, 'packages'), wanted),
  );
  const overlay = join(folder, 'cairn.img');
  writeFileSync(overlay, 'overlay');
  const out = join(folder, name);
  const cache = { cacheDir: join(folder, 'cache') };
  await composeBootTree({ ...about, cache, label: 'CAIRN_TEST', files, overlay, out });
  const trees = [
    { at: '/', from: out },
    { at: '/cairn/pool=1', from: join(folder, 'pool') },
  ];
  const iso = join(folder, `${name}.iso`);
  await composeIso({
    trees,
    label: 'CAIRN_TEST',
    start: files.bios ?? { efiImage: join(out, EFI_IMAGE) },
    epochSeconds: about.epochSeconds,
    ...(seal === undefined ? {} : { seal }),
    out: iso,
  });
  return readFileSync(iso);
}
