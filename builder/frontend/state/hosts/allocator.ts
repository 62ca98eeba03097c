import { createAddressPicker } from '../../../hosts/free-address.ts';
import type { HostChange, Network, NewHost } from '../../../hosts/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { readHost, readNextRank } from '../records/read-hosts.ts';

/** Gives out what a new host leaves open; made once for a transaction. */
export interface Allocator {
  /** @throws {BuildError} NETWORK_MISSING, NETWORK_FULL */
  readonly nextAddress: () => string;
  /** A free rank; without a `name`, one that also makes a free name. */
  readonly nextRank: (appliance: string, rack: number, name: string | undefined) => Promise<number>;
}

/** @param wishes of this transaction: what they name is not given to another one, whatever their order */
export async function createAllocator(
  query: Query,
  network: Network | undefined,
  wishes: readonly (NewHost | HostChange)[],
): Promise<Allocator> {
  const used = await query<{ address: string }>('SELECT address FROM hosts');
  const named = wishes.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const pick =
    network === undefined
      ? undefined
      : createAddressPicker(network, [...used.map(({ address }) => address), ...named]);
  const names = new Set(wishes.map(({ name }) => name));
  const nextRanks = new Map<string, number>();
  for (const { appliance, rack = 0, rank } of wishes) {
    if (rank === undefined) continue;
    const key = `${appliance} ${rack}`;
    nextRanks.set(key, Math.max(nextRanks.get(key) ?? 0, rank + 1));
  }
  const counted = new Set<string>();
  return {
    nextAddress: () => {
      const hint = 'Describe it: cairn network set private 10.1.0.0/16 --address 10.1.0.1';
      return pick?.() ?? fail('NETWORK_MISSING', 'The private network is not known', undefined, hint);
    },
    nextRank: async (appliance, rack, name) => {
      const key = `${appliance} ${rack}`;
      let rank = nextRanks.get(key) ?? 0;
      if (!counted.has(key)) rank = Math.max(rank, await readNextRank(query, appliance, rack));
      counted.add(key);
      for (; name === undefined; rank += 1) {
        const made = `${appliance}-${rack}-${rank}`;
        if (!names.has(made) && (await readHost(query, 'name', made)) === undefined) break;
      }
      nextRanks.set(key, rank + 1);
      return rank;
    },
  };
}
