import { readFile, stat } from 'node:fs/promises';
import { parseGraph, scopesOfHost, traverse } from '../../../graph/mod.ts';
import {
  type Graph,
  type GraphBundle,
  type HostDocument,
  type PictureRoll,
  type Profile,
  resolveAttributes,
} from '../../../model/mod.ts';

/** The cluster's graph, read again when its file changed. */
export interface GraphReader {
  readonly os: () => Promise<string>;
  /** Secret attributes of `type: key`: the cluster makes them for itself. */
  readonly generatedSecrets: () => Promise<readonly string[]>;
  /** What a host gets, secrets masked; `problems` says why there is no profile. */
  readonly describe: (document: HostDocument) => Promise<GraphAnswer>;
}

export interface GraphAnswer {
  readonly profile: Profile | undefined;
  readonly problems: readonly string[];
  /** In the order of the graph, with the colors that they say of themselves. */
  readonly rolls: readonly PictureRoll[];
}

/** @param path of the graph bundle, as it is on a medium */
export function createGraphReader(path: string): GraphReader {
  let kept: { readonly mtimeMs: number; readonly graph: Graph } | undefined;
  const read = async (): Promise<Graph> => {
    const { mtimeMs } = await stat(path);
    if (kept?.mtimeMs !== mtimeMs)
      kept = { mtimeMs, graph: parseGraph(JSON.parse(await readFile(path, 'utf8')) as GraphBundle) };
    return kept.graph;
  };
  return {
    os: async () => (await read()).os,
    generatedSecrets: async () =>
      (await read()).declarations
        .filter(({ secret, type }) => secret === true && type === 'key')
        .map(({ name }) => name)
        .sort(),
    describe: async (document) => {
      const graph = await read();
      const resolved = resolveAttributes(scopesOfHost(graph, document), graph.declarations);
      const traversed = traverse(graph, resolved, document.appliance, { allowUnanswered: true });
      return {
        profile: traversed.profile,
        problems: traversed.problems.map(({ message }) => message),
        rolls: graph.rolls,
      };
    },
  };
}
