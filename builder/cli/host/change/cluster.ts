import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findBackend,
  type InstallerBackend,
  type MachineInput,
  missingBackend,
  type RecordIdentity,
} from '../../../backends/mod.ts';
import { findRelease, readReleaseInUse, releasesFolderOf } from '../../../frontend/releases/release-store.ts';
import { clusterKeyName, listGeneratedSecrets } from '../../../frontend/service/hand-off/secret-answer.ts';
import { planRosters } from '../../../frontend/service/publish/plan-rosters.ts';
import {
  CONFIG_PATH,
  type FrontendConfig,
  frontendFacts,
  readFrontendConfig,
} from '../../../frontend/service/shared/config.ts';
import type { State } from '../../../frontend/state/mod.ts';
import { parseGraph } from '../../../graph/mod.ts';
import {
  type AttributeLayer,
  attributesOfHost,
  factsOfHost,
  groupStoredAttributes,
  type Host,
  identityOfHost,
  intrinsicAttributes,
  pickLayers,
  pickRelease,
  resolveAttributes,
  type SaidAttributes,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import { exists, readText } from '../../../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../../model/documents/mod.ts';
import {
  BuildError,
  FRONTEND_ATTRIBUTES,
  type Graph,
  HOST_KEY_PATH,
  HOST_PATHS,
  type HostRoster,
  RELEASE_ATTRIBUTE,
  type ResolvedAttributes,
  type Roster,
} from '../../../model/mod.ts';
import { findServed } from '../../frontend/frontend-graph.ts';

/** Stands for a key that nobody has set and no host has used yet. */
const UNMADE = '(made when it is used)';

/** A release as far as descriptions are made of it. */
export interface ReleaseView {
  readonly id: string;
  readonly folder: string;
  readonly graph: Graph;
  readonly graphText: string;
  readonly graphSum: string;
  readonly backend: InstallerBackend;
}

/** What hosts are to be, as the frontend says it now. */
export interface Cluster {
  readonly config: FrontendConfig;
  /** The release in use. */
  readonly current: ReleaseView;
  /** Those that hosts get, by name. */
  readonly releases: ReadonlyMap<string, ReleaseView>;
  /** The one that is asked about, whatever hosts get. */
  readonly asked?: ReleaseView;
  /** SHA-256 of the program that hosts have. */
  readonly engine: string;
  readonly said: SaidAttributes;
  readonly rosters: ReadonlyMap<
    string,
    { readonly roster: Roster; readonly text: string; readonly sum: string }
  >;
  /** By host: the key of its digests. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Files of a frontend that say what hosts are to be; tests have their own. */
export interface ClusterPlaces {
  readonly config: string;
  /** Has `releases/`. */
  readonly served: string;
  /** The program that hosts have, as this machine has it. */
  readonly engine: string;
}

export function placesOf(env: Readonly<Record<string, string | undefined>> = process.env): ClusterPlaces {
  return {
    config: env['CAIRN_FRONTEND'] || CONFIG_PATH,
    served: findServed(),
    engine: env['CAIRN_ENGINE'] || HOST_PATHS.engine,
  };
}

/**
 * Reads all that descriptions of hosts are made of, at one moment.
 *
 * @param release that is asked about, for all hosts
 * @throws {BuildError} FILE_UNREADABLE, FILE_MISSING, DOCUMENT_*, RELEASE_UNKNOWN, BACKEND_MISSING
 */
export async function readCluster(
  state: State,
  { config: configPath, served, engine }: ClusterPlaces = placesOf(),
  release?: string,
): Promise<Cluster> {
  const config = await readFrontendConfig(configPath);
  const [hosts, stored, made, keys] = await Promise.all([
    state.listHosts(),
    state.listAttributes(),
    state.listKeys(''),
    state.listKeysNamed(HOST_KEY_PATH),
  ]);
  const current = await openView(served, await readReleaseInUse(served));
  const asked =
    release === undefined ? undefined : await openView(served, (await findRelease(served, release)).id);
  const { graph } = current;
  const said = groupStoredAttributes([...listMade(graph, made), ...stored]);
  const wanted = hosts.map((host) =>
    pickRelease(said, identityOfHost(factsOfHost(host), graph.os), current.id),
  );
  const releases = new Map([current, ...(asked === undefined ? [] : [asked])].map((one) => [one.id, one]));
  for (const id of [...wanted, ...hosts.map((host) => host.release ?? '')])
    if (id !== '' && !releases.has(id) && (await exists(join(releasesFolderOf(served), id, 'graph.json'))))
      releases.set(id, await openView(served, id));
  const others = {
    inUse: current.id,
    graphs: new Map([...releases].filter(([id]) => id !== current.id).map(([id, view]) => [id, view.graph])),
  };
  const attributes = stored.filter(({ secret }) => !secret);
  const rosters = planRosters({ config, graph, others, hosts, attributes });
  return {
    config,
    current,
    releases,
    ...(asked === undefined ? {} : { asked }),
    engine: await sumOf(engine),
    said,
    rosters: new Map([...rosters].map(([appliance, roster]) => [appliance, describeRoster(roster)])),
    keys: new Map(keys.map(({ host, value }) => [host, value])),
  };
}

async function openView(served: string, id: string): Promise<ReleaseView> {
  const folder = join(releasesFolderOf(served), id);
  const path = join(folder, 'graph.json');
  const graphText = await readText(path);
  const graph = parseGraph(parseJsonDocument(GRAPH_BUNDLE, graphText, path));
  const backend = findBackend(graph.os);
  if (backend === undefined) throw new BuildError([missingBackend(graph.os)]);
  return { id, folder, graph, graphText, graphSum: sha256(graphText), backend };
}

function listMade(
  graph: Graph,
  made: readonly { readonly name: string; readonly value: string }[],
): readonly StoredAttribute[] {
  const values = new Map(made.map(({ name, value }) => [name, value]));
  return listGeneratedSecrets(graph).map((name) => {
    const value = values.get(clusterKeyName(name)) ?? UNMADE;
    return { scope: 'global', subject: '', name, value, secret: true };
  });
}

function describeRoster(roster: Roster) {
  const document: HostRoster = { format: 1, hosts: roster.hosts };
  // As the service writes it, byte for byte
  const text = `${JSON.stringify(document)}\n`;
  return { roster, text, sum: sha256(text) };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function sumOf(path: string): Promise<string> {
  const content = await readFile(path).catch(() => undefined);
  return content === undefined ? '' : sha256(content);
}

/** The release that a host gets, or the one that is asked about; undefined: it is not here. */
export function releaseOf(
  { asked, said, current, releases }: Cluster,
  host: Pick<Host, 'name' | 'appliance' | 'rack'>,
): ReleaseView | undefined {
  if (asked !== undefined) return asked;
  const { name, appliance, rack } = host;
  const identity = identityOfHost({ name, appliance, rack: String(rack) }, current.graph.os);
  return releases.get(pickRelease(said, identity, current.id));
}

/** What a record says beside the description itself. */
export function identityOf(
  { rosters, engine }: Cluster,
  view: ReleaseView,
  appliance: string,
): RecordIdentity {
  return { graph: view.graphSum, roster: rosters.get(appliance)?.sum ?? '', engine, release: view.id };
}

/** Which values a host gets now. */
export function resolveHost({ said }: Cluster, { id, graph }: ReleaseView, host: Host): ResolvedAttributes {
  const facts = factsOfHost(host);
  const own = pickLayers(said, identityOfHost(facts, graph.os));
  return attributesOfHost(graph, facts, [...own, nameRelease(id)]);
}

/** A host is told the release that it gets, however that was said. */
function nameRelease(id: string): AttributeLayer {
  return { scope: 'host', from: 'state', values: { [RELEASE_ATTRIBUTE]: id } };
}

/** Which values the frontend itself gets: its cards are its own, and what it gives to hosts is none of its own. */
export function resolveFrontend({ said, config }: Cluster, { id, graph }: ReleaseView): ResolvedAttributes {
  const facts = frontendFacts(config);
  const identity = identityOfHost(facts, graph.os);
  const { name: hostname, rack, rank, appliance } = facts;
  const layers = [
    ...pickLayers({ from: 'graph', open: graph.attributes }, identity),
    ...pickLayers(said, identity).map((layer) => ({ ...layer, values: withoutGiven(layer.values) })),
    nameRelease(id),
    {
      scope: 'host' as const,
      from: 'machine' as const,
      values: { hostname, rack, rank, ...intrinsicAttributes(graph, appliance) },
    },
  ];
  return resolveAttributes(layers, graph, appliance);
}

function withoutGiven(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !FRONTEND_ATTRIBUTES.includes(name)));
}

/** A machine of this cluster, for whoever describes it. */
export function inputOf(
  { rosters }: Cluster,
  { graph }: ReleaseView,
  appliance: string,
  resolved: ResolvedAttributes,
): MachineInput {
  return { graph, resolved, appliance, roster: rosters.get(appliance)?.roster };
}
