import { readText, sizeOfFile } from '../../io/mod.ts';
import { fail, type GraphBundle } from '../../model/mod.ts';

/** Where an installed frontend keeps the graph it was made from. */
const FRONTEND_BUNDLE = '/srv/cairn/graph.json';

/** The graph of this frontend; undefined where there is none. @throws {BuildError} FILE_UNREADABLE, YAML_SYNTAX */
export async function readFrontendGraph(file: string | undefined): Promise<GraphBundle | undefined> {
  const path = file ?? process.env['CAIRN_GRAPH'] ?? FRONTEND_BUNDLE;
  if (file === undefined && (await sizeOfFile(path)) === undefined) return undefined;
  try {
    return JSON.parse(await readText(path)) as GraphBundle;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail('YAML_SYNTAX', `Cannot read this as JSON: ${error.message}`, { file: path });
  }
}
