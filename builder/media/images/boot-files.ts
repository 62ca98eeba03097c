import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BiosBoot, type EfiBoot, fail, type PackagedFile, type Platform } from '../../model/mod.ts';

/** Debian's boot files on the build host, taken byte for byte from unpacked packages. */
export interface BootFiles {
  readonly platform: Platform;
  readonly kernel: string;
  readonly initrd: string;
  readonly efi: Readonly<Record<keyof EfiBoot['files'], string>>;
  /** Absent where the platform has no such firmware. */
  readonly bios: Readonly<Record<keyof BiosBoot['files'], string>> | undefined;
}

/** Packages that {@link findBootFiles} reads, besides the installer's. */
export function listBootPackages({ efi, bios }: Platform): readonly string[] {
  return listPackagesOf([...Object.values(efi.files), ...Object.values(bios?.files ?? {})]);
}

/** Names of the packages that files are in, sorted. */
export function listPackagesOf(files: readonly PackagedFile[]): readonly string[] {
  return [...new Set(files.map((file) => file.package))].sort();
}

/**
 * Finds the boot files in unpacked packages.
 *
 * @param image name of the package with Debian's installer
 * @param trees unpacked packages by name
 * @throws {BuildError} BOOT_FILE: a package or a file in it is missing
 */
export async function findBootFiles(
  platform: Platform,
  image: string,
  trees: ReadonlyMap<string, string>,
): Promise<BootFiles> {
  const images = join(requireTree(trees, image), 'usr/lib/debian-installer/images');
  // One folder, named after the release
  const [release = 'RELEASE'] = await readdir(images).catch(() => []);
  const folder = join(images, release, `${platform.name}/text/debian-installer/${platform.name}`);
  return {
    platform,
    kernel: await requireFile(join(folder, 'linux'), image),
    initrd: await requireFile(join(folder, 'initrd.gz'), image),
    ...(await findLoaders(platform, trees)),
  };
}

/** The part of {@link findBootFiles} that is not of Debian's installer. @throws {BuildError} BOOT_FILE */
export async function findLoaders(
  platform: Platform,
  trees: ReadonlyMap<string, string>,
): Promise<Pick<BootFiles, 'efi' | 'bios'>> {
  return {
    efi: await findPackagedFiles(platform.efi.files, trees),
    bios: platform.bios === undefined ? undefined : await findPackagedFiles(platform.bios.files, trees),
  };
}

/** Finds files of packages by the names of a table. @throws {BuildError} BOOT_FILE */
export async function findPackagedFiles<Key extends string>(
  files: Readonly<Record<Key, PackagedFile>>,
  trees: ReadonlyMap<string, string>,
): Promise<Record<Key, string>> {
  const found: [string, string][] = [];
  for (const [key, file] of Object.entries<PackagedFile>(files))
    found.push([key, await requireFile(join(requireTree(trees, file.package), file.path), file.package)]);
  return Object.fromEntries(found) as Record<Key, string>;
}

function requireTree(trees: ReadonlyMap<string, string>, name: string): string {
  return trees.get(name) ?? fail('BOOT_FILE', `Package "${name}" is not there to take boot files from`);
}

async function requireFile(path: string, name: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? path : fail('BOOT_FILE', `Package "${name}" lacks a boot file`, { file: path });
}
