import { readFile, stat } from 'node:fs/promises';
import { type Profile, parseGraph, type Traversal, traverse } from '../../../graph/mod.ts';
import { attributesOfHost, layersOfScopes } from '../../../hosts/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../../model/documents/mod.ts';
import {
  checkAppliance,
  type Graph,
  type GraphValues,
  type HostDocument,
  type PictureRoll,
  type ResolvedAttributes,
  type ServiceCertificate,
} from '../../../model/mod.ts';
import { digestLines } from '../shared/digest-lines.ts';
import type { RosterReader } from '../shared/roster-reader.ts';

/** The cluster's graph, read again when its file changed. */
export interface GraphReader {
  readonly os: () => Promise<string>;
  /** Why no machine can be of an appliance, as advice. */
  readonly findApplianceFault: (name: string) => Promise<string | undefined>;
  /** What the graph knows of the values of its machines. */
  readonly values: () => Promise<GraphValues>;
  /** All of it. */
  readonly read: () => Promise<Graph>;
  /** Of its file: `ServedDigests` have it. */
  readonly digest: () => Promise<string>;
  /** Names of the attributes that a host's description depends on. */
  readonly reads: (appliance: string, attributes: ResolvedAttributes) => Promise<ReadonlySet<string>>;
  /** What a host may ask certificates for. */
  readonly certificates: (
    appliance: string,
    attributes: ResolvedAttributes,
  ) => Promise<readonly ServiceCertificate[]>;
  /** What a host gets, secrets masked; `problems` says why there is no profile. */
  readonly describe: (document: HostDocument) => Promise<GraphAnswer>;
}

export interface GraphAnswer {
  readonly profile: Profile | undefined;
  readonly problems: readonly string[];
  /** In the order of the graph, with the colors that they say of themselves. */
  readonly rolls: readonly PictureRoll[];
}

/**
 * @param path of the graph bundle, as it is on a medium
 * @param rosterOf what hosts are told of the others
 */
export function createGraphReader(path: string, rosterOf: RosterReader = async () => undefined): GraphReader {
  let kept: { readonly mtimeMs: number; readonly graph: Graph; readonly digest: string } | undefined;
  const load = async (): Promise<{ readonly graph: Graph; readonly digest: string }> => {
    const { mtimeMs } = await stat(path);
    if (kept?.mtimeMs !== mtimeMs) {
      const text = await readFile(path, 'utf8');
      const graph = parseGraph(parseJsonDocument(GRAPH_BUNDLE, text, path));
      kept = { mtimeMs, graph, digest: digestLines(text) };
    }
    return kept;
  };
  const read = async (): Promise<Graph> => (await load()).graph;
  const look = async (appliance: string, attributes: ResolvedAttributes): Promise<Traversal> => {
    const options = { allowUnanswered: true, keepGoing: true, roster: await rosterOf(appliance) };
    return traverse(await read(), attributes, appliance, options);
  };
  return {
    os: async () => (await read()).os,
    findApplianceFault: async (name) => {
      const [problem] = checkAppliance(await read(), name);
      return problem === undefined ? undefined : `${problem.message}. ${problem.hint}`;
    },
    values: read,
    read,
    digest: async () => (await load()).digest,
    reads: async (appliance, attributes) => (await look(appliance, attributes)).reads,
    certificates: async (appliance, attributes) =>
      (await look(appliance, attributes)).profile?.certificates ?? [],
    describe: async (document) => {
      const graph = await read();
      const resolved = attributesOfHost(graph, document, layersOfScopes(document.attributes, 'state'));
      const { appliance } = document;
      const options = { allowUnanswered: true, roster: await rosterOf(appliance) };
      const traversed = traverse(graph, resolved, appliance, options);
      return {
        profile: traversed.profile,
        problems: traversed.problems.map(({ message }) => message),
        rolls: graph.rolls,
      };
    },
  };
}
