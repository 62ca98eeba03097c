import { parseIpv4 } from '../model/values/ipv4.ts';
import { compareNames } from './node-set/compare-names.ts';
import type { Host } from './types.ts';

/** What hosts may be listed by. */
export type HostOrder = 'failed' | 'name' | 'address' | 'state' | 'since';

/** The most urgent first. */
const URGENCY: Readonly<Record<Host['state'], number>> = {
  failed: 0,
  installing: 1,
  starting: 2,
  new: 3,
  installed: 4,
  ready: 5,
};

const COMPARE: Readonly<Record<HostOrder, (a: Host, b: Host) => number>> = {
  failed: (a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'),
  name: (a, b) => compareNames(a.name, b.name),
  address: (a, b) => (parseIpv4(a.address) ?? 0) - (parseIpv4(b.address) ?? 0),
  state: (a, b) => URGENCY[a.state] - URGENCY[b.state],
  since: (a, b) => b.sinceSeconds - a.sinceSeconds,
};

/** Hosts in an order; those that are alike in it stay as they were. `failed`: failed ones, then the others. */
export function sortHosts(hosts: readonly Host[], order: HostOrder): readonly Host[] {
  return [...hosts].sort(COMPARE[order]);
}
