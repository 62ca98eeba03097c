import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  exists,
  type ReportStage,
  readAptConfig,
  readBytes,
  readText,
  sha256,
  unreported,
  withLock,
  withTempDir,
  writeFileAtomic,
} from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import type { AptArchive, DistroContext, IndexFile, Mirrors, OsArchive } from '../types.ts';
import { renderAptConfig } from './apt-files.ts';
import { readHostMirrors } from './host-mirrors.ts';
import { updateLists } from './update-lists.ts';
import { writeAptFiles } from './write-apt-files.ts';

export interface OpenArchiveOptions {
  /** Read the index of installer packages (udebs) instead of ordinary ones. */
  readonly udebs?: boolean;
  /** A state that a lock names; it must be in the cache. */
  readonly digest?: string;
  /** Shows the reading of the lists, where a server is asked. */
  readonly report?: ReportStage;
}

/** How many states of one archive are kept. */
const KEPT_STATES = 3;

/**
 * Brings the signed indexes of an operating system up to date and opens them.
 *
 * @throws {BuildError} APT_UPDATE, KEYRING_MISSING, MIRROR_MISSING; CACHE_INCOMPLETE when offline and never fetched
 */
export async function openAptArchive(
  context: DistroContext,
  os: OsArchive,
  arch: string,
  options: OpenArchiveOptions = {},
): Promise<AptArchive> {
  const wanted = options.udebs ? udebsOf(os) : os;
  const root = rootDir(context, os, arch, options);
  if (options.digest !== undefined) return openState(root, options.digest, wanted, arch, context);
  if (context.offline) {
    const digest = await readText(join(root, 'current')).catch(() => '');
    return openState(root, digest.trim(), wanted, arch, context);
  }
  const mirrors = await readHostMirrors(context);
  const { report = unreported } = options;
  return report((stage) =>
    withLock(
      join(root, 'lock'),
      async () => {
        await updateLists(context, root, wanted, arch, mirrors);
        const digest = await keepState(context, root, wanted, arch, mirrors);
        await writeFileAtomic(join(root, 'current'), `${digest}\n`);
        await pruneStates(join(root, 'states'), stateDir(root, digest));
        return openState(root, digest, wanted, arch, context);
      },
      () => stage.note('Waiting for another build that reads the same lists'),
    ),
  );
}

/** Says whether the cache holds the state that `options.digest` names. */
export async function hasState(
  context: DistroContext,
  os: OsArchive,
  arch: string,
  options: OpenArchiveOptions,
): Promise<boolean> {
  const dir = stateDir(rootDir(context, os, arch, options), options.digest ?? '');
  return exists(join(dir, 'archive.json'));
}

function rootDir(context: DistroContext, os: OsArchive, arch: string, options: OpenArchiveOptions): string {
  return join(context.cacheDir, 'apt', `${os.id}-${arch}${options.udebs ? '-udeb' : ''}`);
}

/** Installer packages are a component of their own, and only the first suite is sure to have it. */
function udebsOf(os: OsArchive): OsArchive {
  return { ...os, suites: os.suites.slice(0, 1), components: ['main/debian-installer'] };
}

/** Copies (by hard links) the lists as they are now into a folder named after their content. */
async function keepState(
  context: DistroContext,
  root: string,
  os: OsArchive,
  arch: string,
  mirrors: Mirrors,
): Promise<string> {
  const work = join(root, 'work/lists');
  const names = (await readdir(work)).filter((name) => /_(?:InRelease|Release|Packages)$/.test(name)).sort();
  const releases: string[] = [];
  for (const name of names.filter((name) => name.endsWith('Release'))) {
    releases.push(sha256(await readBytes(join(work, name))));
  }
  const wanted = JSON.stringify([os.suites, os.components, arch]);
  const digest = sha256([wanted, ...releases.sort()].join('\n'));
  const target = stateDir(root, digest);
  if (await exists(join(target, 'archive.json'))) {
    const now = new Date();
    await utimes(target, now, now);
    return digest;
  }
  await rm(target, { recursive: true, force: true });
  await mkdir(join(root, 'states'), { recursive: true });
  await withTempDir(
    async (temp) => {
      const dir = join(temp, 'state');
      await writeAptFiles(context, dir, os, arch, mirrors);
      for (const name of names) await link(join(work, name), join(dir, 'lists', name));
      await rename(dir, target);
    },
    join(root, 'states'),
  );
  await writeAptFiles(context, target, os, arch, mirrors);
  await completeState(context, target);
  return digest;
}

/** Writes down which index is which; this last file says that all is there. */
export async function completeState(context: DistroContext, dir: string): Promise<void> {
  const env = { APT_CONFIG: join(dir, 'apt.conf') };
  const { stdout } = await context.run(
    ['apt-get', 'indextargets', '--format', '$(RELEASE)|$(COMPONENT)|$(FILENAME)', 'Identifier: Packages'],
    { env },
  );
  const indexes: IndexFile[] = [];
  for (const line of stdout.split('\n').filter((line) => line !== '')) {
    const [suite, component, path] = line.split('|');
    if (suite === undefined || component === undefined || path === undefined) continue;
    if (await exists(path)) indexes.push({ suite, component, path: basename(path) });
  }
  await writeFileAtomic(join(dir, 'archive.json'), `${JSON.stringify({ indexes }, undefined, 1)}\n`);
}

function stateDir(root: string, digest: string): string {
  return join(root, 'states', digest.slice(0, 32));
}

async function openState(
  root: string,
  digest: string,
  os: OsArchive,
  arch: string,
  context: DistroContext,
): Promise<AptArchive> {
  const dir = stateDir(root, digest);
  const text = digest === '' ? undefined : await readText(join(dir, 'archive.json')).catch(() => undefined);
  if (text === undefined) {
    const missing = `the package lists of "${os.id}" for ${arch}`;
    return fail(
      'CACHE_INCOMPLETE',
      digest === ''
        ? `The cache has no copy of ${missing}`
        : `The cache has no copy of ${missing} in the locked state`,
      undefined,
      digest === '' ? 'Build once without --offline' : 'Build without --locked to take the state of today',
    );
  }
  const { indexes } = JSON.parse(text) as { indexes: IndexFile[] };
  const configFile = join(dir, 'apt.conf');
  const config = renderAptConfig(dir, arch, await readAptConfig(context.run));
  // A cache that was moved or copied to another machine: apt's settings hold its path.
  if ((await readText(configFile)) !== config) await writeFileAtomic(configFile, config);
  const mirrors = context.offline ? { archive: [], security: [] } : await readHostMirrors(context);
  const placed = indexes.map((index) => ({ ...index, path: join(dir, 'lists', index.path) }));
  return { os, arch, dir, configFile, indexes: placed, digest, mirrors };
}

/** Removes the states of a folder that were not used for longest, but never `current`. */
export async function pruneStates(folder: string, current: string): Promise<void> {
  const states: { readonly path: string; readonly usedMs: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && path !== current) states.push({ path, usedMs: (await stat(path)).mtimeMs });
  }
  states.sort((a, b) => b.usedMs - a.usedMs);
  for (const { path } of states.slice(KEPT_STATES - 1)) await rm(path, { recursive: true, force: true });
}
