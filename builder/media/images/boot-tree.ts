import { join } from 'node:path';
import { linkOrCopy, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import {
  planInstallMenu,
  renderGrubMenu,
  renderGrubStub,
  renderIsolinuxMenu,
} from '../../render/menus/mod.ts';
import type { BootFiles } from './boot-files.ts';
import { composeEfiImage } from './efi-image.ts';
import { encodeNextDiskSector } from './next-disk.ts';

/** The overlay's place; GRUB and isolinux load it after Debian's initrd. */
const KERNEL = 'install/vmlinuz';
const INITRD = 'install/initrd.gz';
const OVERLAY = 'install/cairn.img';
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
  readonly files: BootFiles;
  /** Path of the overlay that composeOverlay wrote. */
  readonly overlay: string;
  readonly epochSeconds: number;
  /** Folder to write into; made if missing, other files in it stay. */
  readonly out: string;
}

/** Puts all that a medium needs to boot into a folder: isolinux, GRUB, EFI image, kernel, initrds, `.disk/info`. */
export async function composeBootTree(input: BootTreeInput): Promise<void> {
  const { files, label, out, title, epochSeconds } = input;
  const menu = planInstallMenu({
    title,
    timeoutSeconds: input.timeoutSeconds ?? 5,
    kernel: `/${KERNEL}`,
    initrds: [`/${INITRD}`, `/${OVERLAY}`],
    kernelArguments: input.kernelArguments,
  });
  const linked: readonly (readonly [string, string])[] = [
    [files.kernel, KERNEL],
    [files.initrd, INITRD],
    [input.overlay, OVERLAY],
    [files.isolinux, 'isolinux/isolinux.bin'],
    [files.ldlinux, 'isolinux/ldlinux.c32'],
    [files.libutil, 'isolinux/libutil.c32'],
    [files.menu, 'isolinux/menu.c32'],
  ];
  for (const [from, to] of linked) await linkOrCopy(from, join(out, to));
  const options = { mtimeSeconds: epochSeconds };
  await writeFileAtomic(
    join(out, 'isolinux/isolinux.cfg'),
    renderIsolinuxMenu(menu, `/${NEXT_DISK}`),
    options,
  );
  await writeFileAtomic(join(out, NEXT_DISK), encodeNextDiskSector(), options);
  await writeFileAtomic(join(out, 'boot/grub/grub.cfg'), renderGrubMenu(menu, 'medium'), options);
  // Debian's GRUB for CDs looks for this file when nothing else tells it where it came from.
  await writeFileAtomic(join(out, '.disk/info'), `${title}\n`, options);
  await composeLoaderImage(files, label, epochSeconds, join(out, 'boot/grub/efi.img'));
}

/** Shim and GRUB; GRUB's own folder comes first in its search, so the stub leads it to the right medium. */
async function composeLoaderImage(
  files: BootFiles,
  label: string,
  epochSeconds: number,
  out: string,
): Promise<void> {
  await withTempDir(async (dir) => {
    const stub = join(dir, 'grub.cfg');
    await writeFileAtomic(stub, renderGrubStub(label));
    const content = new Map([
      ['EFI/BOOT/BOOTX64.EFI', files.shim],
      ['EFI/BOOT/grubx64.efi', files.grubCd],
      ['boot/grub/grub.cfg', stub],
    ]);
    await composeEfiImage({ files: content, epochSeconds, out });
  });
}
