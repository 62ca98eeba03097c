import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine, findBackend } from '../../builder/backends/mod.ts';
import type { ClusterPlaces } from '../../builder/cli/host/change/cluster.ts';
import { planRosters } from '../../builder/frontend/service/publish/plan-rosters.ts';
import { planPublished } from '../../builder/frontend/service/publish/publish-plan.ts';
import { openState, type State } from '../../builder/frontend/state/mod.ts';
import { parseGraph } from '../../builder/graph/mod.ts';
import { attributesOfHost, layersOfScopes } from '../../builder/hosts/mod.ts';
import { type GraphBundle, HOST_KEY_PATH, type HostDocument, nameRelease } from '../../builder/model/mod.ts';
import { LOCK_DIGEST, putRelease } from './releases.ts';

const ENGINE = 'the program\n';
const CONFIG = { hostname: 'frontend', domain: 'cluster.lan', address: '10.1.0.1', prefix: '16' };

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A frontend's files and state, and hosts that were installed from it. */
export interface PlannedCluster {
  readonly state: State;
  readonly places: ClusterPlaces;
  readonly env: Readonly<Record<string, string>>;
  /** @param digest of the lock of its release */
  readonly putGraph: (bundle: GraphBundle, digest?: string) => void;
  /** As these hosts say it at the end of their installation. @param secrets values that the frontend gave them */
  readonly install: (names?: readonly string[], secrets?: Readonly<Record<string, string>>) => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function createPlannedCluster(bundle: GraphBundle, count: number): Promise<PlannedCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-plan-'));
  const at = (name: string): string => join(folder, name);
  const places = { config: at('frontend.json'), served: folder, engine: at('boot.js') };
  const state = await openState(at('state.db'));
  let text = '';
  let release = '';
  const putGraph: PlannedCluster['putGraph'] = (given, digest = LOCK_DIGEST) => {
    text = JSON.stringify(given);
    release = nameRelease(digest);
    const distribution = join(putRelease(folder, given, digest), 'distribution');
    mkdirSync(distribution, { recursive: true });
    writeFileSync(join(distribution, 'cairn-archive-keyring.pgp'), 'the keys');
  };
  writeFileSync(places.config, JSON.stringify(CONFIG));
  writeFileSync(places.engine, ENGINE);
  putGraph(bundle);
  await state.setNetwork({
    name: 'private',
    network: '10.1.0.0',
    prefix: 16,
    frontendAddress: CONFIG.address,
  });
  await state.addHosts(Array.from({ length: count }, (_, rank) => ({ appliance: 'compute', rack: 0, rank })));
  const hosts = await state.listHosts();
  await state.putKeys(
    hosts.map(({ name }) => ({ host: name, name: HOST_KEY_PATH, value: `key of ${name}` })),
  );

  const install: PlannedCluster['install'] = async (names, secrets = {}) => {
    const graph = parseGraph(JSON.parse(text) as GraphBundle);
    const all = await state.listHosts();
    const attributes = (await state.listAttributes()).filter(({ secret }) => !secret);
    const config = {
      ...CONFIG,
      prefix: 16,
      arch: 'amd64',
      kernelOptions: '',
      checkNeighbours: 'yes',
    } as never;
    const rosters = planRosters({ config, graph, hosts: all, attributes });
    const published = planPublished({
      config,
      releases: { inUse: release, os: new Map([[release, graph.os]]) },
      hosts: all,
      attributes,
      strangers: false,
      rosters,
    });
    for (const { name, appliance } of all.filter((host) => names?.includes(host.name) ?? true)) {
      const document = JSON.parse(published.documents.get(name)!) as HostDocument;
      const own = [
        ...layersOfScopes(document.attributes, 'state'),
        ...layersOfScopes({ global: {}, host: secrets }, 'state', true),
      ];
      const resolved = attributesOfHost(graph, document, own);
      const roster = rosters.get(appliance);
      const identity = {
        graph: sumOf(text),
        engine: sumOf(ENGINE),
        release,
        roster: roster === undefined ? '' : sumOf(published.rosters.get(appliance)!),
      };
      const input = { graph, resolved, appliance, roster };
      const { record } = describeMachine(findBackend('debian-13')!, input, identity, `key of ${name}`);
      await state.putRecord(name, record);
    }
  };
  return {
    state,
    places,
    env: {
      CAIRN_STATE: at('state.db'),
      CAIRN_FRONTEND: places.config,
      CAIRN_SERVED: places.served,
      CAIRN_ENGINE: places.engine,
    },
    putGraph,
    install,
    end: async () => {
      await state.close();
      rmSync(folder, { recursive: true });
    },
  };
}
