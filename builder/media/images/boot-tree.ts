import { basename, join } from 'node:path';
import { type KeptPlace, linkOrCopy, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME } from '../../model/mod.ts';
import {
  type BootMenu,
  planInstallMenu,
  renderGrubMenu,
  renderGrubStub,
  renderIsolinuxMenu,
} from '../../render/menus/mod.ts';
import { composeBootChecksums } from './boot-checksums.ts';
import type { BootFiles } from './boot-files.ts';
import { composeEfiImage } from './efi-image.ts';
import { encodeNextDiskSector } from './next-disk.ts';

/** The overlay's place; GRUB and isolinux load it after Debian's initrd. */
const KERNEL = 'install/vmlinuz';
const INITRD = 'install/initrd.gz';
const OVERLAY = 'install/cairn.img';
/** The FAT image that UEFI starts from. */
export const EFI_IMAGE = 'boot/grub/efi.img';
const NEXT_DISK = 'isolinux/nextdisk.bin';

export interface BootTreeInput {
  /** Title of the boot menu, plain ASCII: "Cairn minimal 1.0". */
  readonly title: string;
  /** Volume id of the medium; see composeIso. */
  readonly label: string;
  /** For every entry of the menu, without `initrd=`; the menu adds its own. */
  readonly kernelArguments: readonly string[];
  /** The default entry starts after so long; 5 if left out. */
  readonly timeoutSeconds?: number;
  /** It lies on the disk that is installed on. */
  readonly isOnSealedDisk?: boolean;
  readonly files: BootFiles;
  /** Path of the overlay that composeOverlay wrote. */
  readonly overlay: string;
  /** What UEFI starts, by its place in the EFI image, where that is signed by a key of one's own; otherwise shim and GRUB. */
  readonly signedLoader?: ReadonlyMap<string, string> | undefined;
  readonly epochSeconds: number;
  readonly cache: KeptPlace;
  /** Folder to write into; made if missing, other files in it stay. */
  readonly out: string;
}

/** The menu of a medium, whichever boot loader shows it. */
export function planMediumMenu({
  title,
  timeoutSeconds = 5,
  kernelArguments,
  isOnSealedDisk = false,
}: Pick<BootTreeInput, 'title' | 'timeoutSeconds' | 'kernelArguments' | 'isOnSealedDisk'>): BootMenu {
  return planInstallMenu({
    title,
    timeoutSeconds,
    kernel: `/${KERNEL}`,
    initrds: [`/${INITRD}`, `/${OVERLAY}`],
    kernelArguments,
    isOnMedium: true,
    isOnSealedDisk,
  });
}

/** Puts all that a medium needs to boot into a folder: EFI image, GRUB's menu, isolinux where there is BIOS, kernel, initrds, `.disk/info`. */
export async function composeBootTree(input: BootTreeInput): Promise<void> {
  const { files, out, title, epochSeconds, signedLoader } = input;
  const options = { mtimeSeconds: epochSeconds };
  const menu = planMediumMenu(input);
  const linked: readonly (readonly [string, string])[] = [
    [files.kernel, KERNEL],
    [files.initrd, INITRD],
    [input.overlay, OVERLAY],
  ];
  for (const [from, to] of linked) await linkOrCopy(from, join(out, to));
  const installed = linked.map(([from, to]) => [from, basename(to)] as const);
  await writeFileAtomic(join(out, 'install', CHECKSUMS_NAME), await composeBootChecksums(installed), options);
  if (files.bios !== undefined) await composeIsolinux(files.bios, menu, out, options);
  // Debian's GRUB for CDs looks for this file when nothing else tells it where it came from.
  await writeFileAtomic(join(out, '.disk/info'), `${title}\n`, options);
  const image = join(out, EFI_IMAGE);
  if (signedLoader === undefined) {
    await writeFileAtomic(
      join(out, 'boot/grub/grub.cfg'),
      renderGrubMenu(menu, 'medium', files.platform),
      options,
    );
    await composeLoaderImage(input, image);
  } else await composeEfiImage({ cache: input.cache, files: signedLoader, epochSeconds, out: image });
}

/** What starts under BIOS. */
async function composeIsolinux(
  bios: NonNullable<BootFiles['bios']>,
  menu: BootMenu,
  out: string,
  options: { readonly mtimeSeconds: number },
): Promise<void> {
  for (const [from, name] of [
    [bios.isolinux, 'isolinux.bin'],
    [bios.ldlinux, 'ldlinux.c32'],
    [bios.libutil, 'libutil.c32'],
    [bios.menu, 'menu.c32'],
  ] as const)
    await linkOrCopy(from, join(out, 'isolinux', name));
  await writeFileAtomic(
    join(out, 'isolinux/isolinux.cfg'),
    renderIsolinuxMenu(menu, `/${NEXT_DISK}`),
    options,
  );
  await writeFileAtomic(join(out, NEXT_DISK), encodeNextDiskSector(), options);
}

/** Shim and GRUB; GRUB's own folder comes first in its search, so the stub leads it to the right medium. */
async function composeLoaderImage(
  { cache, files, label, epochSeconds }: Pick<BootTreeInput, 'cache' | 'files' | 'label' | 'epochSeconds'>,
  out: string,
): Promise<void> {
  await withTempDir(async (dir) => {
    const stub = join(dir, 'grub.cfg');
    await writeFileAtomic(stub, renderGrubStub(label));
    const { efi } = files.platform;
    const content = new Map([
      [`EFI/BOOT/${efi.fallback}`, files.efi.shim],
      [`EFI/BOOT/${efi.grub}`, files.efi.grubCd],
      ['boot/grub/grub.cfg', stub],
    ]);
    await composeEfiImage({ cache, files: content, epochSeconds, out });
  });
}
