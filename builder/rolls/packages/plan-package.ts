import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContentFile, digestOnce, readText, stampTools } from '../../io/mod.ts';
import { parsePackageFile } from '../../model/files/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import type { Roll } from '../roll.ts';
import { collectPackageEntries } from './package-contents.ts';
import type { ProgramFiles } from './program-files.ts';
import { renderControl } from './render-control.ts';

/** All that a package follows from: the same plan, the same bytes. Paths are relative to its root. */
export interface PackagePlan {
  readonly files: readonly PlannedFile[];
  readonly links: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
  /** Files that are made here, such as DEBIAN/control. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whether DEBIAN/md5sums is made; a tree as dpkg-deb takes it has its own, or none. */
  readonly hasSums: boolean;
  readonly epochSeconds: number;
  /** Versions of the programs that pack it. */
  readonly tools: Awaited<ReturnType<typeof stampTools>>;
}

export interface PlannedFile extends ContentFile {
  readonly path: string;
  readonly mode: number;
}

export interface PlanOptions {
  /** Every time stamp in the package. */
  readonly epochSeconds: number;
  readonly program: ProgramFiles;
}

const SCRIPT = /^DEBIAN\/(?:config|postinst|postrm|preinst|prerm)$/;

/**
 * Reads what one small tree of a roll becomes. Permissions do not depend on who unpacked the roll: 755 for what may be run,
 * 644 for the rest, unless its description says otherwise.
 *
 * @param name folder below `packages/`: with package.yaml, or with DEBIAN/control as dpkg-deb takes it
 * @throws {BuildError} ROLL_PACKAGE, YAML_*
 */
export async function planPackage(roll: Roll, name: string, options: PlanOptions): Promise<PackagePlan> {
  const folder = join(roll.folder, 'packages', name);
  const isDescribed = (await lstat(join(folder, 'package.yaml')).catch(() => undefined))?.isFile() ?? false;
  const parts = isDescribed ? await planDescribed(roll, name, folder, options) : await planWritten(folder);
  return {
    ...parts,
    epochSeconds: options.epochSeconds,
    tools: await stampTools(['dpkg-deb', 'xz']),
  };
}

type Parts = Omit<PackagePlan, 'epochSeconds' | 'tools'>;

async function planDescribed(
  roll: Roll,
  name: string,
  folder: string,
  { program }: PlanOptions,
): Promise<Parts> {
  const shown = join(roll.origin, 'packages', name, 'package.yaml');
  const parsed = parsePackageFile(await readText(join(folder, 'package.yaml')), shown);
  if (parsed.value === undefined) throw new BuildError(parsed.problems);
  const description = parsed.value;
  const entries = await collectPackageEntries(description, folder, program, parsed.placeOf);
  const links: Record<string, string> = {};
  for (const [path, target] of Object.entries(description.links)) {
    if (entries.some((entry) => entry.path === path || entry.path.startsWith(`${path}/`)))
      fail('ROLL_PACKAGE', `Cannot link "${path}": a file has that path`, parsed.placeOf('links', path));
    links[path.replace(/^\//, '')] = target;
  }
  const files: PlannedFile[] = [];
  for (const { path, from, mode } of entries) files.push(await planFile(path.slice(1), from, mode));
  const version = description.version ?? roll.version;
  const installedKib = entries.reduce((sum, { sizeBytes }) => sum + Math.ceil(sizeBytes / 1024), 0);
  const texts: Record<string, string> = {
    'DEBIAN/control': renderControl(description, {
      name: description.name ?? name,
      version,
      installedKib,
    }),
  };
  const conffiles = entries.filter(({ path }) => path.startsWith('/etc/')).map(({ path }) => `${path}\n`);
  if (conffiles.length > 0) texts['DEBIAN/conffiles'] = conffiles.join('');
  for (const extra of (await readdir(join(folder, 'DEBIAN')).catch(() => [])).sort()) {
    if (extra === 'control' || extra === 'md5sums') continue;
    const [path, from] = [`DEBIAN/${extra}`, join(folder, 'DEBIAN', extra)];
    delete texts[path];
    files.push(await planFile(path, from, plainMode(path, (await lstat(from)).mode)));
  }
  return { files, links, folders: [], texts, hasSums: true };
}

/** A tree as dpkg-deb wants it: everything as it is. */
async function planWritten(folder: string): Promise<Parts> {
  const files: PlannedFile[] = [];
  const links: Record<string, string> = {};
  const folders: string[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  for (const from of paths.sort()) {
    const path = from.slice(join(folder, '/').length);
    const info = await lstat(from);
    if (info.isDirectory()) folders.push(path);
    else if (info.isSymbolicLink()) links[path] = await readlink(from);
    else files.push(await planFile(path, from, plainMode(path, info.mode)));
  }
  return { files, links, folders, texts: {}, hasSums: false };
}

async function planFile(path: string, file: string, mode: number): Promise<PlannedFile> {
  return { path, mode, file, sha256: (await digestOnce(file)).sha256 };
}

function plainMode(path: string, mode: number): number {
  return SCRIPT.test(path) || (mode & 0o100) !== 0 ? 0o755 : 0o644;
}
