import type { BootFiles } from '../images/boot-files.ts';
import type { UnifiedFiles } from './unified-files.ts';

/** What was signed, and whose signature it is. */
export interface SignedBoot {
  readonly loader: string;
  readonly image: string;
  /** The certificate, DER: what people enrol from the medium itself. */
  readonly certificate: string;
  /** `loader.conf`. */
  readonly settings: string;
  /** Whether shim comes first. */
  readonly shim: boolean;
}

/**
 * Files of the partition that UEFI starts from, by their place in it. Behind shim the loader lies where shim looks for GRUB;
 * shim's tool for keys lies beside them, and finds the certificate at the root.
 */
export function planLoaderFiles(
  { platform, efi: debian }: Pick<BootFiles, 'platform' | 'efi'>,
  { keyManager }: Pick<UnifiedFiles, 'keyManager'>,
  { loader, image, certificate, settings, shim }: SignedBoot,
): ReadonlyMap<string, string> {
  const { efi } = platform;
  const start: readonly (readonly [string, string])[] = shim
    ? [
        [`EFI/BOOT/${efi.fallback}`, debian.shim],
        [`EFI/BOOT/${efi.grub}`, loader],
        [`EFI/BOOT/${efi.unified.keyManager}`, keyManager],
      ]
    : [[`EFI/BOOT/${efi.fallback}`, loader]];
  return new Map([
    ...start,
    ['EFI/Linux/cairn.efi', image],
    ['loader/loader.conf', settings],
    ['cairn.der', certificate],
  ]);
}
