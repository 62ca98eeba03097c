import { findReleaseInUse } from '../../frontend/releases/release-store.ts';
import { listReleaseUsers, type ReleaseUsers } from '../../frontend/releases/release-users.ts';
import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import type { State } from '../../frontend/state/mod.ts';
import { exists } from '../../io/mod.ts';
import { findServed, readFrontendGraph } from '../frontend/frontend-graph.ts';
import { readLives } from '../frontend/read-lives.ts';

/** Which release is in use, and who gets and runs each. */
export interface FoundUsers {
  /** Undefined: none is. */
  readonly inUse: string | undefined;
  readonly of: (id: string) => ReleaseUsers;
}

/** Reads both, of this frontend. */
export async function readUsers(state: State): Promise<FoundUsers> {
  const inUse = await findReleaseInUse(findServed());
  const [hosts, attributes, graph, lives] = await Promise.all([
    state.listHosts(),
    state.listAttributes(),
    readFrontendGraph(undefined),
    readLives(),
  ]);
  const file = process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH;
  const config = (await exists(file)) ? await readFrontendConfig(file) : undefined;
  const input = { hosts, lives, attributes, inUse, os: graph?.os ?? '', ofFrontend: config?.release };
  return { inUse, of: listReleaseUsers(input) };
}
