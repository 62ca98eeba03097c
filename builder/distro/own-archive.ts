import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renderDeb822, setFields } from '../formats/deb822.ts';
import { readAptConfig, readText, sha256, withTempDir, writeFileAtomic } from '../io/mod.ts';
import { completeState } from './apt-archive.ts';
import { renderAptConfig } from './apt-files.ts';
import type { AptArchive, DistroContext, OwnPackage } from './types.ts';

const OWN_SUITE = './';

/**
 * The archive together with the rolls' own packages, so that one resolver sees both. Made once for each set of own
 * packages; without any it is the archive itself.
 */
export async function withOwnPackages(
  context: DistroContext,
  archive: AptArchive,
  own: readonly OwnPackage[],
): Promise<AptArchive> {
  if (own.length === 0) return archive;
  const index = renderDeb822(own.map((item) => setFields(item.stanza, { Filename: `./${item.path}` })));
  const dir = join(archive.dir, 'own', sha256(index).slice(0, 32));
  const derived: AptArchive = { ...archive, dir, configFile: join(dir, 'apt.conf') };
  if ((await stat(join(dir, 'archive.json')).catch(() => undefined)) !== undefined) return derived;
  await mkdir(join(archive.dir, 'own'), { recursive: true });
  await withTempDir(
    async (temp) => {
      const state = join(temp, 'state');
      for (const folder of ['lists/partial', 'cache/archives/partial', 'state', 'log', 'own']) {
        await mkdir(join(state, folder), { recursive: true });
      }
      for (const name of await readdir(join(archive.dir, 'lists'))) {
        if (name === 'partial' || name === 'auxfiles' || name === 'lock') continue;
        await link(join(archive.dir, 'lists', name), join(state, 'lists', name));
      }
      await writeFileAtomic(join(state, 'own/Packages'), index);
      await writeFileAtomic(join(state, 'state/status'), '', { mtimeSeconds: 1 });
      await rm(dir, { recursive: true, force: true });
      await rename(state, dir);
    },
    join(archive.dir, 'own'),
  );
  await addOwnSource(context, archive, dir);
  await completeState(context, dir);
  return derived;
}

/** Our own index is read from the disk; the signed lists are left as they are. */
async function addOwnSource(context: DistroContext, archive: AptArchive, dir: string): Promise<void> {
  const uri = `copy:${dir.split('/').map(encodeURIComponent).join('/')}/own`;
  const source = `Types: deb\nURIs: ${uri}\nSuites: ${OWN_SUITE}\nTrusted: yes\n`;
  const config = renderAptConfig(dir, archive.arch, await readAptConfig(context.run));
  await writeFileAtomic(join(dir, 'apt.conf'), config);
  await writeFileAtomic(join(dir, 'own.sources'), source);
  const upstream = await readText(join(archive.dir, 'archive.sources'));
  await writeFileAtomic(join(dir, 'archive.sources'), `${upstream}\n${source}`);
  await context.run(
    ['apt-get', 'update', '-q', `-oDir::Etc::sourcelist=${dir}/own.sources`, '-oAPT::Get::List-Cleanup=0'],
    { env: { APT_CONFIG: join(dir, 'apt.conf') } },
  );
}
