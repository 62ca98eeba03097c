import type { Host, HostFilter, Network } from '../../../hosts/mod.ts';
import { normalizeMac } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { HOST_COLUMNS, hostOfStored, NETWORK_COLUMNS, networkOfRow, type StoredHost } from './rows.ts';

/** Hosts by appliance, rack, rank and name. */
export async function readHosts(query: Query, filter: HostFilter = {}): Promise<readonly Host[]> {
  const rows = await query<StoredHost>(
    `SELECT ${HOST_COLUMNS} FROM hosts
     WHERE (?1 IS NULL OR appliance = ?1) AND (?2 IS NULL OR rack = ?2) AND revision > ?3
     ORDER BY appliance, rack, rank, name`,
    [filter.appliance ?? null, filter.rack ?? null, filter.changedSince ?? -1],
  );
  return rows.map(hostOfStored);
}

/** The host whose name, MAC address or address this is. */
export async function readHost(
  query: Query,
  by: 'name' | 'mac' | 'address',
  value: string,
): Promise<Host | undefined> {
  const where = by === 'mac' ? 'name = (SELECT host FROM macs WHERE mac = ?)' : `${by} = ?`;
  const key = by === 'mac' ? normalizeMac(value) : value;
  const [row] = await query<StoredHost>(`SELECT ${HOST_COLUMNS} FROM hosts WHERE ${where}`, [key]);
  return row === undefined ? undefined : hostOfStored(row);
}

/** Networks by name. */
export async function readNetworks(query: Query): Promise<readonly Network[]> {
  const rows = await query<Record<string, unknown>>(`SELECT ${NETWORK_COLUMNS} FROM networks ORDER BY name`);
  return rows.map(networkOfRow);
}

/** The network that hosts are on. */
export async function readPrivateNetwork(query: Query): Promise<Network | undefined> {
  return (await readNetworks(query)).find((network) => network.name === 'private');
}

/** The rank after the highest of an appliance in a rack. */
export async function readNextRank(query: Query, appliance: string, rack: number): Promise<number> {
  const [row] = await query<{ rank: number }>(
    'SELECT ifnull(max(rank), -1) + 1 AS rank FROM hosts WHERE appliance = ? AND rack = ?',
    [appliance, rack],
  );
  return row?.rank ?? 0;
}
