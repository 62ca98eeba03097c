import { link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, readAptConfig, readText, withLock, withTempDir, writeFileAtomic } from '../../../io/mod.ts';
import type { DistroContext } from '../../types.ts';
import { renderAptConfig } from '../settings/apt-files.ts';
import { copyUri } from '../settings/copy-uri.ts';
import { writeAptFile } from '../settings/write-apt-files.ts';
import { readIndexList } from './index-list.ts';
import { completeState, pruneStates } from './keep-state.ts';

/** A state of indexes that holds a local index, with or without others. */
export interface LocalState {
  /** Folder to make; its name stands for its content. */
  readonly dir: string;
  readonly arch: string;
  /** A package index. */
  readonly index: string;
  /** Another state, whose lists and sources are taken as well. */
  readonly beside?: { readonly dir: string; readonly sources: string };
  /** apt's preferences, beside those of the other state. */
  readonly preferences?: string;
}

/** Makes the state unless it is there. Apt reads the local index from the disk; other lists are left as they are. */
export async function writeLocalState(context: DistroContext, state: LocalState): Promise<void> {
  await withLock(join(dirname(state.dir), 'lock'), async () => {
    if ((await readIndexList(state.dir)) !== undefined) return;
    await makeLocalState(context, state);
    await pruneStates(dirname(state.dir), state.dir);
  });
}

async function makeLocalState(context: DistroContext, state: LocalState): Promise<void> {
  const { dir, beside } = state;
  await withTempDir(async (temp) => {
    const fresh = join(temp, 'state');
    for (const folder of ['lists/partial', 'cache/archives/partial', 'state', 'log', 'local']) {
      await mkdir(join(fresh, folder), { recursive: true });
    }
    if (beside !== undefined) await linkLists(join(beside.dir, 'lists'), join(fresh, 'lists'));
    // A lock wants nothing from one suite: its versions are chosen. An older state has no such file.
    const wanted = beside === undefined ? undefined : join(beside.dir, 'preferences');
    const chosen = wanted !== undefined && (await exists(wanted)) ? await readText(wanted) : '';
    const preferences = [chosen, state.preferences ?? ''].filter((text) => text !== '');
    await writeFileAtomic(join(fresh, 'preferences'), preferences.join('\n'));
    await writeFileAtomic(join(fresh, 'local/Packages'), state.index);
    await writeFileAtomic(join(fresh, 'state/status'), '', { mtimeSeconds: 1 });
    await rm(dir, { recursive: true, force: true });
    await rename(fresh, dir);
  }, dirname(dir));
  const source = `Types: deb\nURIs: ${copyUri(join(dir, 'local'))}\nSuites: ./\nTrusted: yes\n`;
  const config = renderAptConfig(dir, state.arch, await readAptConfig(context.run));
  await writeAptFile(join(dir, 'apt.conf'), config);
  await writeAptFile(join(dir, 'local.sources'), source);
  await writeAptFile(
    join(dir, 'archive.sources'),
    beside === undefined ? source : `${beside.sources}\n${source}`,
  );
  const only = [`-oDir::Etc::sourcelist=${dir}/local.sources`, '-oAPT::Get::List-Cleanup=0'];
  await context.run(['apt-get', 'update', '-q', '-opkgCacheFile::Generate=false', ...only], {
    env: { APT_CONFIG: join(dir, 'apt.conf') },
  });
  await completeState(context, dir);
}

async function linkLists(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isFile() && entry.name !== 'lock') await link(join(from, entry.name), join(to, entry.name));
  }
}
