import { listReleases, releasesFolderOf } from '../../frontend/releases/release-store.ts';
import type { State } from '../../frontend/state/mod.ts';
import { factsOfHost, groupReleases, type Host, identityOfHost, pickRelease } from '../../hosts/mod.ts';
import { readText, sizeOfFile } from '../../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import { type GraphBundle, RELEASE_IN_USE, SERVED_FOLDER } from '../../model/mod.ts';

/** What this frontend serves; `CAIRN_SERVED` names another folder. */
export function findServed(): string {
  return process.env['CAIRN_SERVED'] || SERVED_FOLDER;
}

/** The graph of a release, the one in use where none is named; `CAIRN_GRAPH` names another file. */
export function findFrontendGraph(release: string = RELEASE_IN_USE): string {
  return process.env['CAIRN_GRAPH'] || `${releasesFolderOf(findServed())}/${release}/graph.json`;
}

/**
 * The graph of the release in use; undefined where there is none.
 *
 * @param file another one
 * @throws {BuildError} FILE_UNREADABLE, DOCUMENT_*
 */
export function readFrontendGraph(file: string | undefined): Promise<GraphBundle | undefined> {
  return readGraph(file ?? findFrontendGraph(), file !== undefined);
}

/** Graphs of all releases, that of the one in use first, each read when it is asked for. */
export async function* readFrontendGraphs(): AsyncGenerator<GraphBundle> {
  const paths = [findFrontendGraph()];
  for (const { id } of await listReleases(findServed())) paths.push(findFrontendGraph(id));
  for (const path of new Set(paths)) {
    const bundle = await readGraph(path, false);
    if (bundle !== undefined) yield bundle;
  }
}

/**
 * The graph that a host gets; undefined where there is none.
 *
 * @param file another one
 */
export async function readGraphOfHost(
  state: Pick<State, 'attributesOf'>,
  host: Host,
  file: string | undefined,
): Promise<GraphBundle | undefined> {
  const current = await readFrontendGraph(file);
  if (file !== undefined) return current;
  const identity = identityOfHost(factsOfHost(host), current?.os ?? '');
  const said = groupReleases(await state.attributesOf(identity));
  return readGraph(findFrontendGraph(pickRelease(said, identity, RELEASE_IN_USE)), false);
}

async function readGraph(path: string, mustBeThere: boolean): Promise<GraphBundle | undefined> {
  if (!mustBeThere && (await sizeOfFile(path)) === undefined) return undefined;
  return parseJsonDocument(GRAPH_BUNDLE, await readText(path), path);
}
