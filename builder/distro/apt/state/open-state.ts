import { join } from 'node:path';
import { readAptConfig, readText } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import { hasCacheAlone } from '../../has-cache-alone.ts';
import type { DistroContext, OsArchive } from '../../types.ts';
import { renderAptConfig, renderPreferences } from '../settings/apt-files.ts';
import { readHostMirrors } from '../settings/host-mirrors.ts';
import { writeAptFile } from '../settings/write-apt-files.ts';
import type { AptState } from './apt-state.ts';
import { readIndexList } from './index-list.ts';
import { stateDir } from './keep-state.ts';
import { readListsDate } from './lists-date.ts';

/** Opens a state that the cache holds. @throws {BuildError} CACHE_INCOMPLETE */
export async function openState(
  root: string,
  digest: string,
  os: OsArchive,
  arch: string,
  context: DistroContext,
): Promise<AptState> {
  const dir = stateDir(root, digest);
  const indexes = digest === '' ? undefined : await readIndexList(dir);
  if (indexes === undefined) {
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
  const configFile = join(dir, 'apt.conf');
  // A cache that was moved or copied to another machine: apt's settings hold its path. An older one may lack some.
  const settings = {
    [configFile]: renderAptConfig(dir, arch, await readAptConfig(context.run)),
    [join(dir, 'preferences')]: renderPreferences(os),
  };
  for (const [path, text] of Object.entries(settings)) {
    if ((await readText(path).catch(() => undefined)) !== text) await writeAptFile(path, text);
  }
  const mirrors = hasCacheAlone(context) ? { archive: [], security: [] } : await readHostMirrors(context);
  const placed = indexes.map((index) => ({ ...index, path: join(dir, 'lists', index.path) }));
  const date = await readListsDate(join(dir, 'lists'));
  const dated = date === undefined ? {} : { date };
  return { os, arch, dir, configFile, indexes: placed, digest, ...dated, mirrors };
}
