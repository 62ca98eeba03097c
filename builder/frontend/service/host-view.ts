import type { Host } from '../state/mod.ts';

/** A host as lists, streams and the web page show it. */
export interface HostView {
  readonly name: string;
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
  readonly macs: readonly string[];
  readonly address: string;
  readonly action: string;
  readonly state: string;
  readonly phase: string;
  readonly percent: number;
  /** Seconds since 1970. */
  readonly since: number;
  readonly failures: number;
  readonly reason: string;
}

/** Only what may be seen by everybody on the private network: no management board, no key. */
export function viewHost(host: Host): HostView {
  return {
    name: host.name,
    appliance: host.appliance,
    rack: host.rack,
    rank: host.rank,
    macs: host.macs,
    address: host.address,
    action: host.bootAction,
    state: host.state,
    phase: host.phase,
    percent: host.percent,
    since: host.sinceSeconds,
    failures: host.failures,
    reason: host.failureReason,
  };
}
