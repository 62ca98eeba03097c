import { chmod, copyFile, lstat, lutimes, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { digestFile, hashFile, linkOrCopy, readText, run, withTempDir } from '../../io/mod.ts';
import { parsePackageFile } from '../../model/files/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import type { Roll } from '../roll.ts';
import { collectPackageEntries } from './package-contents.ts';
import type { ProgramFiles } from './program-files.ts';
import { renderControl } from './render-control.ts';

/** A .deb made from a small tree of a roll. */
export interface BuiltPackage {
  readonly roll: string;
  /** `NAME_VERSION_ARCH.deb`, the version without its epoch. */
  readonly fileName: string;
  readonly absolute: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface BuildPackageOptions {
  readonly outputDir: string;
  /** Every time stamp in the package. */
  readonly epochSeconds: number;
  readonly program: ProgramFiles;
}

const SCRIPT = /^DEBIAN\/(?:config|postinst|postrm|preinst|prerm)$/;

/**
 * Builds one small tree of a roll into a .deb. The same tree gives the same bytes whoever builds it, and when.
 *
 * @param name folder below `packages/`: with package.yaml, or with DEBIAN/control as dpkg-deb takes it
 * @throws {BuildError} ROLL_PACKAGE, YAML_*, COMMAND_FAILED when dpkg-deb refuses it
 */
export async function buildPackage(
  roll: Roll,
  name: string,
  options: BuildPackageOptions,
): Promise<BuiltPackage> {
  const folder = join(roll.folder, 'packages', name);
  await mkdir(options.outputDir, { recursive: true });
  return withTempDir(async (scratch) => {
    const root = join(scratch, 'root');
    await mkdir(join(root, 'DEBIAN'), { recursive: true });
    const modes = (await isFile(join(folder, 'package.yaml')))
      ? await stageDescribed(roll, name, folder, root, options)
      : await stageWritten(folder, root);
    await settle(root, modes, options.epochSeconds);
    const deb = join(scratch, 'built.deb');
    const env = { SOURCE_DATE_EPOCH: String(options.epochSeconds), DPKG_DEB_THREADS_MAX: '1' };
    await run(['dpkg-deb', '--root-owner-group', '-Zxz', '--build', root, deb], { env });
    const { stdout } = await run(['dpkg-deb', '--field', deb, 'Package', 'Version', 'Architecture']);
    const field = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(stdout)?.[1] ?? '';
    const version = field('Version').replace(/^\d+:/, '');
    const fileName = `${field('Package')}_${version}_${field('Architecture')}.deb`;
    const absolute = join(options.outputDir, fileName);
    await linkOrCopy(deb, absolute);
    return { roll: roll.name, fileName, absolute, ...(await hashFile(absolute)) };
  }, options.outputDir);
}

async function stageDescribed(
  roll: Roll,
  name: string,
  folder: string,
  root: string,
  options: BuildPackageOptions,
): Promise<ReadonlyMap<string, number>> {
  const shown = join(roll.origin, 'packages', name, 'package.yaml');
  const parsed = parsePackageFile(await readText(join(folder, 'package.yaml')), shown);
  if (parsed.value === undefined) throw new BuildError(parsed.problems);
  const file = parsed.value;
  const entries = await collectPackageEntries(file, folder, options.program, parsed.placeOf);
  const sums: string[] = [];
  const modes = new Map<string, number>();
  let installedKib = 0;
  for (const { path, from, sizeBytes, mode } of entries) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(from, join(root, path));
    modes.set(path, mode);
    const { digests } = await digestFile(from, ['md5']);
    sums.push(`${digests.md5}  ${path.slice(1)}\n`);
    installedKib += Math.ceil(sizeBytes / 1024);
  }
  for (const [path, target] of Object.entries(file.links)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path)).catch(() =>
      fail('ROLL_PACKAGE', `Cannot link "${path}": a file has that path`, parsed.placeOf('links', path)),
    );
  }
  const version = file.version ?? roll.version;
  await writeFile(
    join(root, 'DEBIAN/control'),
    renderControl(file, { name: file.name ?? name, version, installedKib }),
  );
  await writeFile(join(root, 'DEBIAN/md5sums'), sums.join(''));
  const conffiles = entries.filter(({ path }) => path.startsWith('/etc/')).map(({ path }) => `${path}\n`);
  if (conffiles.length > 0) await writeFile(join(root, 'DEBIAN/conffiles'), conffiles.join(''));
  for (const extra of await readdir(join(folder, 'DEBIAN')).catch(() => [])) {
    if (extra === 'control' || extra === 'md5sums') continue;
    await copyFile(join(folder, 'DEBIAN', extra), join(root, 'DEBIAN', extra));
  }
  return modes;
}

/** A tree as dpkg-deb wants it: everything as it is. */
async function stageWritten(folder: string, root: string): Promise<ReadonlyMap<string, number>> {
  await run(['cp', '-RPp', '--', `${folder}/.`, root]);
  return new Map();
}

/**
 * Gives everything permissions and times that do not depend on who unpacked the roll, where and when.
 *
 * @param modes by path on the machine; without one, 755 for what may be run and 644 for the rest
 */
async function settle(root: string, modes: ReadonlyMap<string, number>, epochSeconds: number): Promise<void> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = found.map((entry) => join(entry.parentPath, entry.name));
  // Deepest first: a folder's time is set after all that is in it.
  for (const path of [...paths.sort().reverse(), root]) {
    const info = await lstat(path);
    const plain =
      info.isDirectory() || SCRIPT.test(relative(root, path)) || (info.mode & 0o100) !== 0 ? 0o755 : 0o644;
    if (!info.isSymbolicLink()) await chmod(path, modes.get(`/${relative(root, path)}`) ?? plain);
    await lutimes(path, epochSeconds, epochSeconds);
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false;
}
