import { type DescribedMachine, describeAttributes } from '../../../backends/mod.ts';
import type { KeptRecord } from '../../../frontend/state/mod.ts';
import { openMachine } from '../../../graph/mod.ts';
import type { Host } from '../../../hosts/mod.ts';
import type { ResolvedAttributes } from '../../../model/mod.ts';
import { type Cluster, identityOf, type ReleaseView } from './cluster.ts';

/** Hosts of one kind have different values of these, and are alike for all that. */
const OWN: ReadonlySet<string> = new Set(['hostname', 'rank', 'host_address', 'host_mac', 'private_mac']);

/** A host with what it was made to, and the values that it gets now. */
export interface HostToPlan {
  readonly host: Host;
  readonly kept: KeptRecord;
  /** What it gets now. */
  readonly view: ReleaseView;
  readonly resolved: ResolvedAttributes;
}

export interface Judged extends HostToPlan {
  /** Nothing that its description looked at is another one: it is the same description. */
  readonly isSame: boolean;
  /** Hosts with the same text here have the same plan, but for their own names and addresses. */
  readonly key: string;
}

/** Compares what a host's description looked at with what there is now; no graph is traversed for that. */
export function judgeHost(cluster: Cluster, { host, kept, view, resolved }: HostToPlan): Judged {
  const { attributes, graph, engine, release, roster, appliance, installed } = kept.summary;
  const now = identityOf(cluster, view, host.appliance);
  const present = describeAttributes(resolved, Object.keys(attributes), cluster.keys.get(host.name) ?? '');
  const values: unknown[] = [];
  let changed = false;
  for (const name of Object.keys(attributes)) {
    const [before, after] = [attributes[name], present[name]];
    const isEqual = before === after;
    if (!isEqual) changed = true;
    if (isOwn(name, resolved)) values.push([name, isEqual ? '=' : [before, after]]);
    // Digests of two hosts differ where values do not
    else if (resolved.get(name)?.secret === true) values.push([name, isEqual, resolved.get(name)!.value]);
    else values.push([name, before, after]);
  }
  const others = [
    appliance,
    host.appliance,
    graph,
    engine,
    release,
    view.id,
    roster === now.roster ? '' : roster,
    installed,
  ];
  const isSame =
    !changed &&
    appliance === host.appliance &&
    graph === now.graph &&
    engine === now.engine &&
    release === now.release &&
    roster === now.roster;
  return { host, kept, view, resolved, isSame, key: JSON.stringify([others, values]) };
}

function isOwn(name: string, resolved: ResolvedAttributes): boolean {
  return OWN.has(name) || (resolved.get(name)?.madeOf ?? []).some((one) => OWN.has(one));
}

/**
 * Another host of those that are alike, by which it is seen whether a plan says anything of one host's own; undefined: there
 * is none. Names and addresses are never the same, and of ranks one is taken that is another.
 */
export function pickOther(one: Judged, alike: readonly Judged[]): Judged | undefined {
  const others = alike.filter((host) => host !== one);
  return others.find(({ host }) => host.rank !== one.host.rank) ?? others[0];
}

/**
 * Says how the conditions of a description turn out on a host, as far as hosts that are alike may differ: those that turn out
 * alike have the same things.
 *
 * @param conditions that were looked at for one of them
 * @param resolved the values of that one
 */
export function createOutcomes(
  cluster: Cluster,
  conditions: DescribedMachine['conditions'],
  resolved: ResolvedAttributes,
): (host: Judged) => string {
  const own = [...conditions].filter(([{ names }]) => names.some((name) => isOwn(name, resolved)));
  if (own.length === 0) return () => '';
  return ({ host, view, resolved }) => {
    const machine = openMachine(view.graph, resolved, {
      roster: cluster.rosters.get(host.appliance)?.roster,
    });
    return own.map(([cond, source]) => (machine.holds({ cond }, source) ? '1' : '0')).join('');
  };
}
