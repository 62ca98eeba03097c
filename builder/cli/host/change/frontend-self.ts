import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DescribedMachine } from '../../../backends/mod.ts';
import { planChange, withoutOwnPassword } from '../../../graph/mod.ts';
import { HOST_RECORD, parseJsonDocument } from '../../../model/documents/mod.ts';
import { HOST_PATHS, type ResolvedAttributes } from '../../../model/mod.ts';
import { nameCauses } from './causes.ts';
import { type Cluster, type ReleaseView, releaseOf, resolveFrontend } from './cluster.ts';
import { describeWanted, type PlannedGroup, withVersions } from './plan-hosts.ts';
import { createVersionReader } from './read-versions.ts';

/** The word for the frontend itself; no host may be called so. */
export const FRONTEND = 'frontend';

/** True for a selection that means the frontend itself. */
export function isFrontend({ config }: Cluster, selection: string): boolean {
  return selection === FRONTEND || selection === config.hostname;
}

/** What would change on this very machine. */
export async function planFrontend(cluster: Cluster): Promise<PlannedGroup> {
  const hosts = [cluster.config.hostname];
  const path = findOwn(HOST_PATHS.record);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { hosts, why: `there is no "${path}": install it with this version` };
  const recorded = withoutOwnPassword(parseJsonDocument(HOST_RECORD, text, path));
  const key = await readOwnKey();
  const described = describeFrontend(cluster, key);
  if (typeof described === 'string') return { hosts, why: described };
  const { view, resolved, wanted } = described;
  const versions = await createVersionReader()(view);
  const record = withoutOwnPassword(withVersions(wanted.record, recorded, versions));
  const redo = (values: typeof resolved) => describeFrontend(cluster, key, values);
  const plan = nameCauses(planChange(recorded, record), wanted, resolved, { summary: recorded }, (values) => {
    const again = redo(values);
    return typeof again === 'string' ? again : again.wanted;
  });
  return { hosts, plan };
}

/** What digests of this machine's record are keyed with. */
export async function readOwnKey(): Promise<string> {
  return readFile(findOwn(HOST_PATHS.key), 'utf8').catch(() => '');
}

/** A file that this machine keeps of itself; `CAIRN_HOST_FOLDER` names another folder. */
function findOwn(path: string): string {
  return join(process.env['CAIRN_HOST_FOLDER'] || HOST_PATHS.folder, basename(path));
}

/** What this machine is to be made to, or why nothing can be made of it. @param key of digests: `HOST_PATHS.key` */
export function describeFrontend(
  cluster: Cluster,
  key: string,
  values?: ResolvedAttributes,
): { view: ReleaseView; resolved: ResolvedAttributes; wanted: DescribedMachine } | string {
  const { hostname } = cluster.config;
  const view = viewOfFrontend(cluster);
  const resolved = values ?? resolveFrontend(cluster, view);
  const known: Cluster = { ...cluster, keys: new Map([[hostname, key]]) };
  const wanted = describeWanted(known, { host: { name: hostname, appliance: FRONTEND }, view, resolved });
  return typeof wanted === 'string' ? wanted : { view, resolved, wanted };
}

/** The frontend has a release as its hosts have, and what is said of its name and appliance counts. */
function viewOfFrontend(cluster: Cluster): ReleaseView {
  const host = { name: cluster.config.hostname, appliance: FRONTEND, rack: 0 };
  return releaseOf(cluster, host) ?? cluster.current;
}
