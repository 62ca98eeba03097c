import { join } from 'node:path';
import { renderDeb822, setFields } from '../../formats/deb822.ts';
import { readText, sha256 } from '../../io/mod.ts';
import type { AptArchive, DistroContext, OwnPackage } from '../types.ts';
import { writeLocalState } from './local-state.ts';

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
  const sources = await readText(join(archive.dir, 'archive.sources'));
  await writeLocalState(context, { dir, arch: archive.arch, index, beside: { dir: archive.dir, sources } });
  return { ...archive, dir, configFile: join(dir, 'apt.conf') };
}
