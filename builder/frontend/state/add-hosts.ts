import { createAddressPicker } from '../../hosts/free-address.ts';
import type { Host, HostDescription, Network, NewHost } from '../../hosts/mod.ts';
import { checkNewHost, normalizeMac } from '../../hosts/words.ts';
import { BuildError, fail, type Place, type Problem } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { readHost, readNextRank, readPrivateNetwork } from './read-hosts.ts';
import { addEvent } from './records.ts';

/** Gives out what a host leaves open; made once for a transaction. */
interface Allocator {
  readonly network: Network | undefined;
  readonly nextAddress: () => string;
}

async function createAllocator(query: Query): Promise<Allocator> {
  const network = await readPrivateNetwork(query);
  const used = await query<{ address: string }>('SELECT address FROM hosts');
  const pick =
    network === undefined
      ? undefined
      : createAddressPicker(
          network,
          used.map((row) => row.address),
        );
  return {
    network,
    nextAddress: () => {
      const hint = 'Describe it: cairn network set private 10.1.0.0/16 --address 10.1.0.1';
      return pick?.() ?? fail('NETWORK_MISSING', 'The private network is not known', undefined, hint);
    },
  };
}

/** How hosts are added. */
export interface AddOptions {
  /** A host that is there is changed. */
  readonly update?: boolean;
  /** Where each host is written, for messages. */
  readonly places?: readonly Place[];
}

/** Adds or changes hosts. @throws {BuildError} with everything that does not fit; roll back then */
export async function writeHosts(
  query: Query,
  hosts: readonly NewHost[],
  nowSeconds: number,
  { update = false, places = [] }: AddOptions = {},
): Promise<readonly Host[]> {
  const allocator = await createAllocator(query);
  const names: string[] = [];
  const problems: Problem[] = [];
  // Addresses that are asked for come before those that are given out.
  const order = [...hosts.keys()].sort((a, b) => isOpen(hosts[a]) - isOpen(hosts[b]) || a - b);
  for (const index of order) {
    try {
      names[index] = await writeHost(query, withNormalMacs(hosts[index]!), allocator, update, nowSeconds);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const place = places[index];
      problems.push(...error.problems.map((problem) => (place ? { ...problem, place } : problem)));
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
  const written: Host[] = [];
  for (const name of names) written.push((await readHost(query, 'name', name))!);
  return written;
}

async function writeHost(
  query: Query,
  host: NewHost,
  allocator: Allocator,
  update: boolean,
  nowSeconds: number,
): Promise<string> {
  const problems = checkNewHost(host, allocator.network);
  if (problems.length > 0) throw new BuildError(problems);
  const known = host.name === undefined || !update ? undefined : await readHost(query, 'name', host.name);
  if (known === undefined) return insertHost(query, host, allocator, nowSeconds);
  return (await changeHost(query, known, withoutUndefined(host))).name;
}

function isOpen(host: NewHost | undefined): number {
  return host?.address === undefined ? 1 : 0;
}

function withNormalMacs(host: NewHost): NewHost {
  return host.macs === undefined ? host : { ...host, macs: [...new Set(host.macs.map(normalizeMac))] };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

async function insertHost(
  query: Query,
  host: NewHost,
  allocator: Allocator,
  nowSeconds: number,
): Promise<string> {
  const rack = host.rack ?? 0;
  const rank = host.rank ?? (await readNextRank(query, host.appliance, rack));
  const name = host.name ?? `${host.appliance}-${rack}-${rank}`;
  await refuseTwins(query, undefined, { ...host, name, rack, rank });
  let address = host.address ?? allocator.nextAddress();
  // One that another host of the same import asked for.
  while (host.address === undefined && (await readHost(query, 'address', address)) !== undefined) {
    address = allocator.nextAddress();
  }
  await query(
    `INSERT INTO hosts (name, appliance, rack, rank, address, bootAction, bmc, sinceSeconds)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [name, host.appliance, rack, rank, address, host.bootAction ?? 'install', host.bmc ?? null, nowSeconds],
  );
  await writeMacs(query, name, host.macs ?? []);
  await addEvent(query, nowSeconds, name, 'added', `${host.appliance} at ${address}`);
  return name;
}

/** Changes what is given of a host that is there. @throws {BuildError} HOST_TWICE, MAC_TWICE, ADDRESS_* */
export async function changeHost(
  query: Query,
  host: Host,
  change: Partial<HostDescription>,
): Promise<HostDescription> {
  const macs = change.macs === undefined ? host.macs : [...new Set(change.macs.map(normalizeMac))];
  const changed: HostDescription = { ...host, ...change, macs };
  const network = await readPrivateNetwork(query);
  // An address it has had before the network changed is no reason to refuse another change.
  const { address, ...rest } = changed;
  const problems = checkNewHost(address === host.address ? rest : changed, network);
  if (problems.length > 0) throw new BuildError(problems);
  await refuseTwins(query, host.name, changed);
  await query(
    'UPDATE hosts SET name = ?, appliance = ?, rack = ?, rank = ?, address = ?, bootAction = ?, bmc = ? WHERE name = ?',
    [
      changed.name,
      changed.appliance,
      changed.rack,
      changed.rank,
      changed.address,
      changed.bootAction,
      changed.bmc ?? null,
      host.name,
    ],
  );
  if (macs.join(' ') !== host.macs.join(' ')) {
    await query('DELETE FROM macs WHERE host = ?', [changed.name]);
    await writeMacs(query, changed.name, macs);
  }
  return changed;
}

async function writeMacs(query: Query, name: string, macs: readonly string[]): Promise<void> {
  for (const [position, mac] of macs.entries()) {
    await query('INSERT INTO macs (mac, host, position) VALUES (?, ?, ?)', [mac, name, position]);
  }
}

/** The schema refuses twins in any case; this says which host is in the way. */
async function refuseTwins(
  query: Query,
  self: string | undefined,
  host: Pick<HostDescription, 'appliance' | 'name' | 'rack' | 'rank'> & Partial<HostDescription>,
): Promise<void> {
  const problems: Problem[] = [];
  const refuse = (code: 'HOST_TWICE' | 'MAC_TWICE' | 'ADDRESS_TWICE', message: string): void => {
    problems.push({ severity: 'error', code, message });
  };
  if (host.name !== self && (await readHost(query, 'name', host.name)) !== undefined) {
    refuse('HOST_TWICE', `Host "${host.name}" is there already`);
  }
  const [seat] = await query<{ name: string }>(
    'SELECT name FROM hosts WHERE appliance = ? AND rack = ? AND rank = ? AND name IS NOT ?',
    [host.appliance, host.rack, host.rank, self ?? null],
  );
  if (seat !== undefined && seat.name !== host.name) {
    const where = `rack ${host.rack}, rank ${host.rank} of appliance "${host.appliance}"`;
    refuse('HOST_TWICE', `Host "${seat.name}" has ${where} already`);
  }
  for (const mac of host.macs ?? []) {
    const holder = await readHost(query, 'mac', mac);
    if (holder !== undefined && holder.name !== self) {
      refuse('MAC_TWICE', `MAC address "${mac}" belongs to host "${holder.name}" already`);
    }
  }
  const neighbour = host.address === undefined ? undefined : await readHost(query, 'address', host.address);
  if (neighbour !== undefined && neighbour.name !== self) {
    refuse('ADDRESS_TWICE', `Address "${host.address}" belongs to host "${neighbour.name}" already`);
  }
  if (problems.length > 0) throw new BuildError(problems);
}
