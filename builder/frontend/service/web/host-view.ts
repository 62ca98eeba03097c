import type { Host } from '../../../hosts/mod.ts';
import type { HostView } from '../../web/types.ts';

export type { HostView };

/** Only what may be seen by everybody on the private network: no management board, no key. */
export function viewHost(host: Host): HostView {
  return {
    name: host.name,
    appliance: host.appliance,
    rack: host.rack,
    rank: host.rank,
    macs: host.macs,
    address: host.address,
    bootAction: host.bootAction,
    state: host.state,
    phase: host.phase,
    percent: host.percent,
    sinceSeconds: host.sinceSeconds,
    failures: host.failures,
    failureReason: host.failureReason,
    revision: host.revision,
  };
}
