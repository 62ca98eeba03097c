import { openState, type State } from '../../frontend/state/mod.ts';
import { type Host, nodeSetSourceOf, parseNodeSet } from '../../hosts/mod.ts';
import { appliancesOf, BuildError, errorProblem } from '../../model/mod.ts';
import { readAdministrator } from './administrator.ts';
import { readFrontendGraph } from './frontend-graph.ts';

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

/**
 * The hosts of a selection, in the order of `cairn host list`; all of them without one.
 *
 * @throws {BuildError} SELECTION_SYNTAX, GROUP_UNKNOWN; HOST_UNKNOWN for every name that is not known
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

/** Names of a selection. The graph, which may be large, is asked only for a group that no host is in. */
export async function expandSelection(hosts: readonly Host[], selection: string): Promise<readonly string[]> {
  try {
    return parseNodeSet(selection, nodeSetSourceOf(hosts));
  } catch (error) {
    const graph =
      error instanceof BuildError && error.code === 'GROUP_UNKNOWN'
        ? await readFrontendGraph(undefined)
        : undefined;
    if (graph === undefined) throw error;
    return parseNodeSet(selection, nodeSetSourceOf(hosts, appliancesOf(graph)));
  }
}
