import { releasesFolderOf } from '../../frontend/releases/release-store.ts';
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

/** The graph of this frontend; undefined where there is none. @throws {BuildError} FILE_UNREADABLE, DOCUMENT_* */
export async function readFrontendGraph(file: string | undefined): Promise<GraphBundle | undefined> {
  const path = file ?? findFrontendGraph();
  if (file === undefined && (await sizeOfFile(path)) === undefined) return undefined;
  return parseJsonDocument(GRAPH_BUNDLE, await readText(path), path);
}
