import { readText, sizeOfFile } from '../../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import type { GraphBundle } from '../../model/mod.ts';

/** Where an installed frontend keeps the graph it was made from. */
const FRONTEND_BUNDLE = '/srv/cairn/graph.json';

/** The graph of this frontend; undefined where there is none. @throws {BuildError} FILE_UNREADABLE, DOCUMENT_* */
export async function readFrontendGraph(file: string | undefined): Promise<GraphBundle | undefined> {
  const path = file ?? process.env['CAIRN_GRAPH'] ?? FRONTEND_BUNDLE;
  if (file === undefined && (await sizeOfFile(path)) === undefined) return undefined;
  return parseJsonDocument(GRAPH_BUNDLE, await readText(path), path);
}
