import { openState, type State } from '../../frontend/state/mod.ts';
import { type Host, nodeSetSourceOf, parseNodeSet, type SelectionSource } from '../../hosts/mod.ts';
import { appliancesOf, BuildError, errorProblem } from '../../model/mod.ts';
import { readAdministrator } from './administrator.ts';
import { readFrontendGraph } from './frontend-graph.ts';
import { readLives } from './read-lives.ts';

/** Opens this frontend's state, does something with it and closes it. @throws {BuildError} STATE_MISSING ... */
export async function withState<T>(
  work: (state: State) => Promise<T>,
  options: { readonly mayCreate?: boolean } = {},
): Promise<T> {
  const by = await readAdministrator();
  const state = await openState(undefined, { mustExist: options.mayCreate !== true, by });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** Said by what changes hosts, where nobody is in a selection: a group may be empty. */
export const NO_HOST_SELECTED = 'No host is selected: nothing changes';

/**
 * The hosts of a selection, in the order of `cairn host list`; all of them without one.
 *
 * @throws {BuildError} SELECTION_SYNTAX, GROUP_UNKNOWN, ALIVE_UNKNOWN; HOST_UNKNOWN for every name that is not known
 */
export async function selectHosts(state: State, selection: string | undefined): Promise<readonly Host[]> {
  const hosts = await state.listHosts();
  if (selection === undefined) return hosts;
  const wanted = new Set(await expandSelection(hosts, selection));
  const found = hosts.filter((host) => wanted.delete(host.name));
  const unknown = [...wanted].slice(0, 10);
  if (unknown.length === 0) return found;
  throw new BuildError(
    unknown.map((name) =>
      errorProblem('HOST_UNKNOWN', `Host "${name}" is not known`, undefined, 'See: cairn host list'),
    ),
  );
}

/**
 * Names of a selection. The service, and the graph, which may be large, are asked only for groups that they alone know.
 *
 * @throws {BuildError} SELECTION_SYNTAX, GROUP_UNKNOWN; ALIVE_UNKNOWN where the service does not say who is alive
 */
export async function expandSelection(hosts: readonly Host[], selection: string): Promise<readonly string[]> {
  // Of hosts that said nothing the state knows the release: it is asked for, and not insisted on
  let source: SelectionSource = /@(?:cairn:)?release-/.test(selection) ? { lives: await readLives() } : {};
  for (;;) {
    try {
      return parseNodeSet(selection, nodeSetSourceOf(hosts, source));
    } catch (error) {
      const more = error instanceof BuildError ? await learnGroups(error.code, source) : undefined;
      if (more === undefined) throw error;
      source = { ...source, ...more };
    }
  }
}

/** What is asked when a group is not known; undefined: it was asked already, or nobody answers. */
async function learnGroups(code: string, known: SelectionSource): Promise<SelectionSource | undefined> {
  if (code === 'ALIVE_UNKNOWN' && known.lives === undefined) {
    const lives = await readLives();
    return lives === undefined ? undefined : { lives };
  }
  if (code === 'GROUP_UNKNOWN' && known.appliances === undefined) {
    const graph = await readFrontendGraph(undefined);
    const appliances = graph === undefined ? undefined : appliancesOf(graph);
    return appliances === undefined ? undefined : { appliances };
  }
  return undefined;
}
