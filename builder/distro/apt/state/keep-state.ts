import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists, readBytes, sha256, withTempDir } from '../../../io/mod.ts';
import type { DistroContext, Mirrors, OsArchive } from '../../types.ts';
import { writeAptFiles } from '../settings/write-apt-files.ts';
import type { IndexFile } from './apt-state.ts';
import { readIndexList, writeIndexList } from './index-list.ts';

/** How many states of one archive are kept. */
const KEPT_STATES = 3;

/** Says whether the cache holds the state that a digest names. */
export async function hasState(
  context: DistroContext,
  os: OsArchive,
  arch: string,
  digest: string,
): Promise<boolean> {
  const dir = stateDir(rootDir(context, os, arch), digest);
  return (await readIndexList(dir)) !== undefined;
}

/** Where the cache keeps everything about one archive. */
export function rootDir(context: DistroContext, os: OsArchive, arch: string): string {
  return join(context.cacheDir, 'apt', `${os.id}-${arch}`);
}

/** Copies (by hard links) the lists as they are now into a folder named after their content. */
export async function keepState(
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
  const chosen = os.chosen === undefined ? [] : [os.chosen];
  const wanted = JSON.stringify([os.suites, os.components, arch, ...chosen]);
  const digest = sha256([wanted, ...releases.sort()].join('\n'));
  const target = stateDir(root, digest);
  if ((await readIndexList(target)) !== undefined) {
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
  await writeIndexList(dir, indexes);
}

export function stateDir(root: string, digest: string): string {
  return join(root, 'states', digest.slice(0, 32));
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
