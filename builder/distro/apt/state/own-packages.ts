import { join } from 'node:path';
import { renderDeb822, setFields } from '../../../formats/deb822.ts';
import { readText, sha256 } from '../../../io/mod.ts';
import type { DistroContext, OwnPackage } from '../../types.ts';
import type { AptState } from './apt-state.ts';
import { writeLocalState } from './local-state.ts';

/**
 * A state together with the rolls' own packages, so that one resolver sees both. Made once for each set of own
 * packages; without any it is the state itself.
 */
export async function withOwnPackages(
  context: DistroContext,
  state: AptState,
  own: readonly OwnPackage[],
): Promise<AptState> {
  if (own.length === 0) return state;
  const index = renderDeb822(own.map((item) => setFields(item.stanza, { Filename: `./${item.path}` })));
  const dir = join(state.dir, 'own', sha256(index).slice(0, 32));
  const sources = await readText(join(state.dir, 'archive.sources'));
  await writeLocalState(context, { dir, arch: state.arch, index, beside: { dir: state.dir, sources } });
  return { ...state, dir, configFile: join(dir, 'apt.conf'), own };
}
