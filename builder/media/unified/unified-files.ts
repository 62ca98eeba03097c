import type { Platform, UnifiedBoot } from '../../model/mod.ts';
import { findPackagedFiles, listPackagesOf } from '../images/boot-files.ts';

/** What media with a signature of one's own are made of, on the build host. */
export type UnifiedFiles = Readonly<Record<keyof UnifiedBoot['files'], string>>;

/** Packages that {@link findUnifiedFiles} reads. */
export function listUnifiedPackages({ efi }: Platform): readonly string[] {
  return listPackagesOf(Object.values(efi.unified.files));
}

/** @param trees unpacked packages by name @throws {BuildError} BOOT_FILE: a package or a file in it is missing */
export function findUnifiedFiles(
  { efi }: Platform,
  trees: ReadonlyMap<string, string>,
): Promise<UnifiedFiles> {
  return findPackagedFiles(efi.unified.files, trees);
}
