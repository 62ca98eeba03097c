import { chmod, copyFile, lutimes, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import {
  digestFile,
  digestOnce,
  type FileDigest,
  type KeptPlace,
  keepMade,
  linkOrCopy,
  run,
  withTempDir,
} from '../../io/mod.ts';
import type { Roll } from '../roll.ts';
import { type PackagePlan, type PlanOptions, planPackage } from './plan-package.ts';

/** A .deb made from a small tree of a roll. */
export interface BuiltPackage extends FileDigest {
  readonly roll: string;
  /** `NAME_VERSION_ARCH.deb`, the version without its epoch. */
  readonly fileName: string;
  readonly absolute: string;
}

export interface BuildPackageOptions extends PlanOptions {
  /** Folder of the result; or the cache of builds, where it stays for whoever wants the same again. */
  readonly to: { readonly outputDir: string } | KeptPlace;
}

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
  const { to } = options;
  const plan = await planPackage(roll, name, options);
  if ('cacheDir' in to) {
    const making = { kind: 'packages', inputs: plan, shape: v.string(), make: composePackage };
    const { value: fileName, files } = await keepMade(to, making);
    const { file: absolute, sha256, sizeBytes } = files[fileName]!;
    return { roll: roll.name, fileName, absolute, sha256, sizeBytes };
  }
  const { outputDir } = to;
  await mkdir(outputDir, { recursive: true });
  return withTempDir(async (scratch) => {
    const fileName = await composePackage(plan, scratch);
    const absolute = join(outputDir, fileName);
    await linkOrCopy(join(scratch, fileName), absolute);
    return { roll: roll.name, fileName, absolute, ...(await digestOnce(absolute)) };
  }, outputDir);
}

/** Of 17 MB level 6 makes 2.9 MB in 6.4 s of one core, level 1 makes 4.0 MB in 1.2 s. */
const XZ_LEVEL = '-z1';

/** @returns the name of the package's file in `dir` */
async function composePackage(plan: PackagePlan, dir: string): Promise<string> {
  const root = join(dir, 'root');
  await layPackage(plan, root);
  const deb = join(dir, 'built.deb');
  const env = { SOURCE_DATE_EPOCH: String(plan.epochSeconds), DPKG_DEB_THREADS_MAX: '1' };
  await run(['dpkg-deb', '--root-owner-group', '-Zxz', XZ_LEVEL, '--build', root, deb], { env });
  const { stdout } = await run(['dpkg-deb', '--field', deb, 'Package', 'Version', 'Architecture']);
  const field = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(stdout)?.[1] ?? '';
  const version = field('Version').replace(/^\d+:/, '');
  const fileName = `${field('Package')}_${version}_${field('Architecture')}.deb`;
  await rename(deb, join(dir, fileName));
  await rm(root, { recursive: true });
  return fileName;
}

async function layPackage(plan: PackagePlan, root: string): Promise<void> {
  await mkdir(join(root, 'DEBIAN'), { recursive: true });
  for (const path of plan.folders) await mkdir(join(root, path), { recursive: true });
  const sums: string[] = [];
  for (const { path, file, mode } of plan.files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await copyFile(file, join(root, path));
    await chmod(join(root, path), mode);
    if (plan.hasSums && !path.startsWith('DEBIAN/'))
      sums.push(`${(await digestFile(file, ['md5'])).digests.md5}  ${path}\n`);
  }
  for (const [path, target] of Object.entries(plan.links)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path));
  }
  const texts = { ...plan.texts, ...(plan.hasSums ? { 'DEBIAN/md5sums': sums.join('') } : {}) };
  for (const [path, text] of Object.entries(texts)) {
    await writeFile(join(root, path), text);
    await chmod(join(root, path), 0o644);
  }
  await settle(root, plan.epochSeconds);
}

/** Folders as they are everywhere, and times that say nothing of here and now. */
async function settle(root: string, epochSeconds: number): Promise<void> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of found) if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  await chmod(root, 0o755);
  const paths = found.map((entry) => join(entry.parentPath, entry.name));
  // Deepest first: a folder's time is set after all that is in it.
  for (const path of [...paths.sort().reverse(), root]) await lutimes(path, epochSeconds, epochSeconds);
}
