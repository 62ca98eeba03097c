import { createReleaseGraphs } from '../../frontend/service/web/release-graphs.ts';
import type { State } from '../../frontend/state/mod.ts';
import type { Host, RolloutSight } from '../../hosts/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { readLives } from '../frontend/read-lives.ts';

/**
 * Tells of hosts which release each gets, and when it was heard last. A frontend without releases says nothing of them; a
 * service that does not answer, nothing of what it has heard.
 */
export function createLook(
  state: State,
): (hosts: readonly Host[]) => Promise<ReadonlyMap<string, Omit<RolloutSight, 'host'>>> {
  const releases = createReleaseGraphs({ served: findServed(), state });
  const findWanted = async ({ name, appliance, rack }: Host): Promise<Pick<RolloutSight, 'wanted'>> => {
    try {
      return { wanted: await releases.releaseOf({ name, appliance, rack: String(rack) }) };
    } catch (error) {
      if (error instanceof BuildError && error.code === 'RELEASE_UNKNOWN') return {};
      throw error;
    }
  };
  return async (hosts) => {
    const lives = hosts.length === 0 ? undefined : await readLives();
    const look = async (host: Host): Promise<Omit<RolloutSight, 'host'>> => {
      const life = lives?.get(host.name);
      const { heardSeconds, word } = life ?? {};
      return {
        ...(await findWanted(host)),
        ...(heardSeconds === undefined ? {} : { heardSeconds }),
        ...(word === undefined ? {} : { said: word.release }),
        ...(life === undefined ? {} : { isSilent: life.isSilent }),
      };
    };
    return new Map(await Promise.all(hosts.map(async (host) => [host.name, await look(host)] as const)));
  };
}
