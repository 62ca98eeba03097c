import type { Host, Network } from '../../../hosts/mod.ts';

/** Columns of a host, its MAC addresses joined by blanks in their order. */
export const HOST_COLUMNS = `name, appliance, rack, rank, address, bootAction, bmc, state, phase, percent, sinceSeconds,
  failures, failureReason, disk, "release", readySeconds, revision,
  (SELECT group_concat(mac, ' ') FROM (SELECT mac FROM macs WHERE host = hosts.name ORDER BY position)) AS macs`;

/** A row of `HOST_COLUMNS`. */
export type StoredHost = Omit<Host, 'macs' | 'bmc' | 'disk' | 'release' | 'readySeconds'> & {
  readonly macs: string | null;
  readonly bmc: string | null;
  readonly disk: string | null;
  readonly release: string | null;
  readonly readySeconds: number | null;
};

export function hostOfStored({ macs, bmc, disk, release, readySeconds, ...rest }: StoredHost): Host {
  return {
    ...rest,
    macs: macs === null ? [] : macs.split(' '),
    ...(bmc === null ? {} : { bmc }),
    ...(disk === null ? {} : { disk }),
    ...(release === null ? {} : { release }),
    ...(readySeconds === null ? {} : { readySeconds }),
  };
}

/** A row whose empty columns are absent. */
export function withoutNulls<T>(row: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

export const NETWORK_COLUMNS =
  'name, network, prefix, frontendAddress, interface, domain, rangeFrom, rangeTo, mtu, frontendName';

export function networkOfRow(row: Readonly<Record<string, unknown>>): Network {
  return withoutNulls<Network>(row);
}
