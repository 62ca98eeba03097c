import { foldNodeSet } from '../../../hosts/mod.ts';
import { findReleaseInUse, listReleases } from '../../releases/release-store.ts';
import { listReleaseUsers } from '../../releases/release-users.ts';
import type { ReleaseView } from '../../web/types.ts';
import type { ServiceContext } from '../shared/context.ts';
import type { ReleaseGraphs } from './release-graphs.ts';
import { createSharedAnswer } from './shared-answer.ts';

/** Releases as JSON, for whoever asks: which is in use, and who gets and runs each. */
export function createReleasesAnswer(
  { alive, config, paths, state }: Pick<ServiceContext, 'alive' | 'config' | 'paths' | 'state'>,
  graphs: Pick<ReleaseGraphs, 'ofRelease'>,
): () => Promise<Buffer> {
  return createSharedAnswer(async () => {
    const inUse = await findReleaseInUse(paths.served);
    const [hosts, attributes, os] = await Promise.all([
      state.listHosts(),
      state.listAttributes(),
      inUse === undefined ? '' : graphs.ofRelease(inUse).os(),
    ]);
    const lives = alive.listLives();
    const usersOf = listReleaseUsers({ hosts, lives, attributes, inUse, os, ofFrontend: config.release });
    const releases = await listReleases(paths.served);
    return releases.map(({ id, identity: { name, version } }): ReleaseView => {
      const { gets, isFrontends, ...users } = usersOf(id);
      const runs = isFrontends ? [config.hostname, ...users.runs] : users.runs;
      return {
        ...{ id, name, version, isInUse: id === inUse },
        ...{ gets: { count: gets.length, hosts: foldNodeSet(gets) } },
        ...{ runs: { count: runs.length, hosts: foldNodeSet(runs) } },
      };
    });
  });
}
