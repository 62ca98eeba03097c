import { type DescribedMachine, describeMachine } from '../../../backends/mod.ts';
import type { State } from '../../../frontend/state/mod.ts';
import { type ChangePlan, planChange } from '../../../graph/mod.ts';
import type { Host } from '../../../hosts/mod.ts';
import { BuildError, formatProblem, type HostRecord, type ResolvedAttributes } from '../../../model/mod.ts';
import { nameCauses } from './causes.ts';
import { type Cluster, identityOf, inputOf, type ReleaseView, releaseOf, resolveHost } from './cluster.ts';
import { createOutcomes, type Judged, judgeHost, pickOther } from './group-hosts.ts';
import { createVersionReader, type VersionReader } from './read-versions.ts';

/** Hosts with one plan in common. */
export interface PlannedGroup {
  readonly hosts: readonly string[];
  /** Left out: there is none, and `why` says it. */
  readonly plan?: ChangePlan;
  readonly why?: string;
  /** The host whose own name, rank or addresses are in the plan; the others have theirs there. Left out: there are none in it. */
  readonly shown?: string;
}

const NOTHING: ChangePlan = { verdict: 'nothing', reasons: [], attributes: [], changes: [], restarts: [] };

const NEVER_SAID =
  'no record of what it was made to: it is not installed yet, or was by an earlier version ("cairn host reinstall" makes one)';
const NO_RELEASE = 'it is to get a release that is not on this frontend (see: cairn release list)';

/**
 * What would change on hosts: those that have the same are one group, and two of them are looked at. Groups come in the order
 * of their first hosts.
 */
export async function planHosts(
  state: State,
  cluster: Cluster,
  hosts: readonly Host[],
): Promise<readonly PlannedGroup[]> {
  const records = new Map((await state.listRecords()).map((kept) => [kept.host, kept]));
  const groups: PlannedGroup[] = [];
  const byKey = new Map<string, Judged[]>();
  for (const host of hosts) {
    const [kept, view] = [records.get(host.name), releaseOf(cluster, host)];
    if (kept === undefined || view === undefined) {
      groups.push({ hosts: [host.name], why: kept === undefined ? NEVER_SAID : NO_RELEASE });
      continue;
    }
    const judged = judgeHost(cluster, { host, kept, view, resolved: resolveHost(cluster, view, host) });
    const key = judged.isSame ? '' : judged.key;
    const alike = byKey.get(key);
    if (alike === undefined) byKey.set(key, [judged]);
    else alike.push(judged);
  }
  const versionsOf = createVersionReader();
  for (const [key, alike] of byKey)
    if (key === '') groups.push({ hosts: namesOf(alike), plan: NOTHING });
    else groups.push(...(await planAlike(state, cluster, alike, versionsOf)));
  return mergeAlike(groups);
}

async function planAlike(
  state: State,
  cluster: Cluster,
  alike: readonly Judged[],
  versionsOf: VersionReader,
): Promise<readonly PlannedGroup[]> {
  const groups: PlannedGroup[] = [];
  for (let left = alike; left.length > 0; ) {
    const one = left[0]!;
    const wanted = describeWanted(cluster, one);
    if (typeof wanted === 'string') return [...groups, { hosts: namesOf(left), why: wanted }];
    const outcomeOf = createOutcomes(cluster, wanted.conditions, one.resolved);
    const outcome = outcomeOf(one);
    const own = left.filter((host) => outcomeOf(host) === outcome);
    const taken = new Set(own);
    left = left.filter((host) => !taken.has(host));
    const planOf = async (host: Judged, to: DescribedMachine): Promise<ChangePlan | undefined> => {
      const recorded = await state.readRecord(host.host.name);
      if (recorded === undefined) return undefined;
      return planChange(recorded, withVersions(to.record, recorded, await versionsOf(host.view)));
    };
    const plan = await planOf(one, wanted);
    if (plan === undefined) {
      groups.push({ hosts: namesOf(own), why: NEVER_SAID });
      continue;
    }
    const other = pickOther(one, own);
    const described = other === undefined ? wanted : describeWanted(cluster, other);
    const isOfAll =
      other === undefined ||
      (typeof described !== 'string' &&
        JSON.stringify(await planOf(other, described)) === JSON.stringify(plan));
    const redo = (resolved: ResolvedAttributes) => describeWanted(cluster, { ...one, resolved });
    groups.push({
      hosts: namesOf(own),
      plan: nameCauses(plan, wanted, one.resolved, one.kept, redo),
      ...(isOfAll ? {} : { shown: one.host.name }),
    });
  }
  return groups;
}

function namesOf(hosts: readonly Judged[]): readonly string[] {
  return hosts.map(({ host }) => host.name);
}

/** A machine with the release that it gets and its values. */
export interface WantedMachine {
  readonly host: Pick<Host, 'name' | 'appliance'>;
  readonly view: ReleaseView;
  readonly resolved: ResolvedAttributes;
}

/** What a machine would be made to now, or why nothing can be made of it. */
export function describeWanted(
  cluster: Cluster,
  { host: { name, appliance }, view, resolved }: WantedMachine,
): DescribedMachine | string {
  const input = inputOf(cluster, view, appliance, resolved);
  try {
    return describeMachine(
      view.backend,
      input,
      identityOf(cluster, view, appliance),
      cluster.keys.get(name) ?? '',
    );
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.problems.map(formatProblem).join('; ');
  }
}

/** A wanted record with the versions that the release has of what is installed. */
export function withVersions(
  wanted: HostRecord,
  recorded: Pick<HostRecord, 'versions'>,
  versions: ReadonlyMap<string, string>,
): HostRecord {
  const known = Object.keys(recorded.versions ?? {}).filter((name) => versions.has(name));
  return { ...wanted, versions: Object.fromEntries(known.map((name) => [name, versions.get(name)!])) };
}

/** Groups whose plans say the same words are one. */
function mergeAlike(groups: readonly PlannedGroup[]): readonly PlannedGroup[] {
  const merged = new Map<string, { hosts: string[]; group: PlannedGroup }>();
  for (const group of groups) {
    const key = JSON.stringify([group.plan, group.why, group.shown]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { hosts: [...group.hosts], group });
    else for (const host of group.hosts) known.hosts.push(host);
  }
  return [...merged.values()].map(({ hosts, group }) => ({ ...group, hosts }));
}
