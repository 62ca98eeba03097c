import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CpioMember, TYPE_BITS } from '../../formats/cpio.ts';
import { readBytes, run, withTempDir } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { type DebianInitrd, readInitrdMembers } from './debian-initrd.ts';
import { namesOfMerged } from './merge-usr.ts';
import { readModuleDependencies } from './module-info.ts';

/**
 * The modules of `names` with all they depend on, as archive members, without those the initrd has,
 * and the tables of `depmod` over both.
 *
 * @param kernelTree unpacked linux-image package of the very release that the initrd is for
 * @param names modules, in any spelling of "-" and "_"; built-in ones are skipped
 * @throws {BuildError} OVERLAY_KERNEL: another release; OVERLAY_MODULE: no such module
 */
export async function readOverlayModules(
  kernelTree: string,
  names: readonly string[],
  initrd: DebianInitrd,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const { folder, chosen } = await chooseModules(kernelTree, names, initrd);
  const members = await Promise.all(
    chosen.map(async (path) => ({
      name: join(initrd.modulesFolder, path.slice(folder.length)),
      mode: TYPE_BITS.file | 0o644,
      content: await readBytes(path),
      mtimeSeconds,
    })),
  );
  return [...members, ...(await composeTables(folder, members, initrd, mtimeSeconds))];
}

/** Lists that depmod reads beside the modules themselves. */
export const MODULE_LISTS: readonly string[] = [
  'modules.builtin',
  'modules.builtin.modinfo',
  'modules.order',
];

/** Modules of a kernel, as files. */
export interface ChosenModules {
  /** The folder of the kernel's release in the tree. */
  readonly folder: string;
  /** Below it, sorted. */
  readonly chosen: readonly string[];
}

/**
 * Which files `readOverlayModules` takes.
 *
 * @param whereMissing 'skip': a module that the kernel has not is passed over
 * @throws {BuildError} as it does
 */
export async function chooseModules(
  kernelTree: string,
  names: readonly string[],
  initrd: DebianInitrd,
  whereMissing: 'fail' | 'skip' = 'fail',
): Promise<ChosenModules> {
  const { kernelRelease } = initrd;
  const folder = await findModulesFolder(kernelTree, kernelRelease);
  const files = await findModules(folder, kernelRelease);
  const present = new Set([...initrd.members.keys()].filter(isModule).map(moduleName));
  const builtIn = await readBuiltIn(folder);
  const isWanted = (name: string): boolean =>
    !builtIn.has(name) && (whereMissing === 'fail' || files.has(name));
  const wanted = names.map(moduleName).filter(isWanted);
  return { folder, chosen: await collectClosure(wanted, files, present) };
}

/** "kernel/fs/nls/nls_iso8859-1.ko.xz" and "nls-iso8859-1" are one name to the kernel: "nls_iso8859_1". */
export function moduleName(path: string): string {
  return path
    .replace(/^.*\//, '')
    .replace(/\.ko(\.(xz|zst|gz))?$/, '')
    .replaceAll('-', '_');
}

function isModule(path: string): boolean {
  return /^(?:usr\/)?lib\/modules\/.*\.ko(\.(xz|zst|gz))?$/.test(path);
}

/** The first place where the package may have them, if it has them at none. */
async function findModulesFolder(kernelTree: string, release: string): Promise<string> {
  const folders = namesOfMerged(`usr/lib/modules/${release}`).map((name) => join(kernelTree, name));
  for (const folder of folders) if ((await stat(folder).catch(() => undefined)) !== undefined) return folder;
  return folders[0]!;
}

async function findModules(folder: string, release: string): Promise<Map<string, string>> {
  const paths = await readdir(folder, { recursive: true }).catch(() =>
    fail(
      'OVERLAY_KERNEL',
      `No modules of kernel "${release}"`,
      { file: folder },
      `Take package linux-image-${release}`,
    ),
  );
  const files = paths.filter((path) => /\.ko(\.(xz|zst|gz))?$/.test(path)).sort();
  return new Map(files.map((path) => [moduleName(path), join(folder, path)]));
}

async function readBuiltIn(folder: string): Promise<Set<string>> {
  const text = new TextDecoder().decode(await readBytes(join(folder, 'modules.builtin')));
  return new Set(text.split('\n').filter(Boolean).map(moduleName));
}

/** Level by level: one run of modinfo for each depth of dependency, about four. */
async function collectClosure(
  names: readonly string[],
  files: ReadonlyMap<string, string>,
  present: ReadonlySet<string>,
): Promise<string[]> {
  const chosen = new Map<string, string>();
  let level = names;
  while (level.length > 0) {
    const fresh = [...new Set(level)].filter((name) => !present.has(name) && !chosen.has(name));
    const paths = fresh.map(
      (name) => files.get(name) ?? fail('OVERLAY_MODULE', `No kernel module "${name}"`),
    );
    fresh.forEach((name, index) => void chosen.set(name, paths[index]!));
    level = (await readModuleDependencies(paths)).filter((name) => files.has(name));
  }
  return [...chosen.values()].sort();
}

/** Runs depmod over the initrd's modules and ours; gives the tables that the initrd has, now right for both. */
async function composeTables(
  kernelFolder: string,
  added: readonly CpioMember[],
  initrd: DebianInitrd,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const folder = initrd.modulesFolder;
  return withTempDir(async (base) => {
    const lay = async ({ name, content }: CpioMember): Promise<void> => {
      await mkdir(join(base, dirname(name)), { recursive: true });
      await writeFile(join(base, name), content);
    };
    for await (const member of readInitrdMembers(initrd.file)) if (isModule(member.name)) await lay(member);
    for (const member of added) await lay(member);
    await mkdir(join(base, folder), { recursive: true });
    // depmod looks below lib/ or usr/lib/, as its distribution built it.
    if (folder.startsWith('usr/')) await symlink('usr/lib', join(base, 'lib'));
    else await symlink('.', join(base, 'usr'));
    for (const name of MODULE_LISTS)
      await writeFile(join(base, folder, name), await readBytes(join(kernelFolder, name)));
    await run(['depmod', '--basedir', base, initrd.kernelRelease]);
    const tables = [...initrd.members.keys()].filter(
      (name) => dirname(name) === folder && /\/modules\.[a-z.]+$/.test(name),
    );
    const made = new Set(await readdir(join(base, folder)));
    return Promise.all(
      tables
        .filter((name) => made.has(name.slice(folder.length + 1)))
        .map(async (name) => ({
          name,
          mode: TYPE_BITS.file | 0o644,
          content: await readBytes(join(base, name)),
          mtimeSeconds,
        })),
    );
  });
}
