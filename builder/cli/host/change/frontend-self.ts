import { readFile } from 'node:fs/promises';
import { planChange } from '../../../graph/mod.ts';
import { HOST_RECORD, parseJsonDocument } from '../../../model/documents/mod.ts';
import { HOST_KEY_PATH, HOST_PATHS, type HostRecord } from '../../../model/mod.ts';
import { nameCauses } from './causes.ts';
import { type Cluster, type ReleaseView, releaseOf, resolveFrontend } from './cluster.ts';
import { describeWanted, type PlannedGroup, withVersions } from './plan-hosts.ts';
import { createVersionReader } from './read-versions.ts';

/** The word for the frontend itself; no host may be called so. */
export const FRONTEND = 'frontend';

/** Root's password of the frontend is its own: nobody sets it from here. */
const OWN_PASSWORD = /^(?:usermod --password |passwd --lock root$)/;

/** True for a selection that means the frontend itself. */
export function isFrontend({ config }: Cluster, selection: string): boolean {
  return selection === FRONTEND || selection === config.hostname;
}

/** What would change on this very machine. */
export async function planFrontend(cluster: Cluster): Promise<PlannedGroup> {
  const hosts = [cluster.config.hostname];
  const text = await readFile(HOST_PATHS.record, 'utf8').catch(() => undefined);
  if (text === undefined)
    return { hosts, why: `there is no "${HOST_PATHS.record}": install it with this version` };
  const recorded = withoutPassword(parseJsonDocument(HOST_RECORD, text, HOST_PATHS.record));
  const key = await readFile(HOST_KEY_PATH, 'utf8').catch(() => '');
  const known: Cluster = { ...cluster, keys: new Map([[cluster.config.hostname, key]]) };
  const view = viewOfFrontend(cluster);
  const resolved = resolveFrontend(cluster, view);
  const machine = { host: { name: cluster.config.hostname, appliance: FRONTEND }, view, resolved };
  const wanted = describeWanted(known, machine);
  if (typeof wanted === 'string') return { hosts, why: wanted };
  const versions = await createVersionReader()(view);
  const record = withoutPassword(withVersions(wanted.record, recorded, versions));
  const plan = planChange(recorded, record);
  const redo = (values: typeof resolved) => describeWanted(known, { ...machine, resolved: values });
  return { hosts, plan: nameCauses(plan, wanted, resolved, { summary: recorded }, redo) };
}

/** The frontend has a release as its hosts have, and what is said of its name and appliance counts. */
function viewOfFrontend(cluster: Cluster): ReleaseView {
  const host = { name: cluster.config.hostname, appliance: FRONTEND, rack: 0 };
  return releaseOf(cluster, host) ?? cluster.current;
}

/** A record without what is said of root's password. */
export function withoutPassword(record: HostRecord): HostRecord {
  const { root_password_hash: _, ...attributes } = record.attributes;
  const things = record.things.filter(({ kind, name }) => kind !== 'setting' || !OWN_PASSWORD.test(name));
  return { ...record, attributes, things };
}
