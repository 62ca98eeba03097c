import { checkNetwork } from '../../hosts/check-network.ts';
import type { Network } from '../../hosts/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { readHosts } from './records/read-hosts.ts';
import { NETWORK_COLUMNS } from './records/rows.ts';

/** Sets or changes a network. @throws {BuildError} NETWORK_WRONG, also when a host would fall out of it */
export async function writeNetwork(query: Query, network: Network): Promise<void> {
  const hosts = network.name === 'private' ? await readHosts(query) : [];
  const problems = checkNetwork(network, hosts);
  if (problems.length > 0) throw new BuildError(problems);
  const { name, prefix, frontendAddress, domain, rangeFrom, rangeTo, mtu, frontendName } = network;
  const columns = NETWORK_COLUMNS.split(', ');
  const changes = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  const sql = `INSERT INTO networks (${NETWORK_COLUMNS}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (name) DO UPDATE SET ${changes.join(', ')}`;
  await query(sql, [
    name,
    network.network,
    prefix,
    frontendAddress ?? null,
    network.interface ?? null,
    domain ?? null,
    rangeFrom ?? null,
    rangeTo ?? null,
    mtu ?? null,
    frontendName ?? null,
  ]);
}
