import {
  BMC_PASSWORD,
  type Host,
  type HostChange,
  type HostDescription,
  type Network,
  type NewHost,
} from '../../../hosts/mod.ts';
import { checkNewHost } from '../../../hosts/words.ts';
import { BuildError, fail, normalizeMac, type Place, type Problem } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { writeKeys } from '../records/keys.ts';
import { readHost, readPrivateNetwork } from '../records/read-hosts.ts';
import { addEvent, RENAMED } from '../records/records.ts';
import { type Allocator, createAllocator } from './allocator.ts';
import { changeOf, describeChange, leavePlace, movesHost, settleHost, writeMacs } from './change-host.ts';
import { refuseTwins } from './refuse-twins.ts';

/** How hosts are added. */
export interface AddOptions {
  /** A host that is there is changed: what is not said of it stays. */
  readonly update?: boolean;
  /** Where each host is written, for messages. */
  readonly places?: readonly Place[];
  /** Of their management boards, in the order of the hosts; undefined: it stays as it is. */
  readonly passwords?: readonly (string | undefined)[];
}

interface Change {
  readonly host: Host;
  readonly changed: HostDescription;
}

/**
 * Adds or changes hosts, judged by how all of them are in the end: two may change places. What is left open is
 * given out after everything that somebody names.
 *
 * @throws {BuildError} with everything that does not fit; roll back then
 */
export async function writeHosts(
  query: Query,
  hosts: readonly (NewHost | HostChange)[],
  nowSeconds: number,
  { update = false, places = [], passwords = [] }: AddOptions = {},
): Promise<readonly Host[]> {
  const wishes = hosts.map(withNormalMacs);
  const names: string[] = [];
  const problems: Problem[] = [];
  const attempt = async (index: number, work: () => Promise<string>): Promise<void> => {
    try {
      names[index] = await work();
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const place = places[index];
      problems.push(...error.problems.map((problem) => (place ? { ...problem, place } : problem)));
    }
  };
  const network = await readPrivateNetwork(query);
  const changes = update ? await findChanges(query, wishes) : new Map<number, Change>();
  const meanwhile = new Map<number, string>();
  for (const [index, { host, changed }] of changes) {
    if (movesHost(host, changed)) meanwhile.set(index, await leavePlace(query, host, changed));
  }
  for (const [index, { host, changed }] of changes) {
    await attempt(index, async () => {
      await settleHost(query, host, changed, network, meanwhile.get(index));
      const text = describeChange(host, changed);
      if (host.name !== changed.name) await addEvent(query, nowSeconds, changed.name, RENAMED, host.name);
      if (text !== '') await addEvent(query, nowSeconds, changed.name, 'changed', text);
      return changed.name;
    });
  }
  const fresh = [...wishes.keys()].filter((index) => !changes.has(index));
  const allocator = await createAllocator(
    query,
    network,
    fresh.map((index) => wishes[index]!),
  );
  for (const index of fresh) {
    await attempt(index, () => insertHost(query, wishes[index]!, allocator, network, nowSeconds));
  }
  if (problems.length > 0) throw new BuildError(problems);
  const boards = names.flatMap((host, index) => {
    const value = passwords[index];
    return value === undefined ? [] : [{ host, name: BMC_PASSWORD, value }];
  });
  await writeKeys(query, boards);
  const written: Host[] = [];
  for (const name of names) written.push((await readHost(query, 'name', name))!);
  return written;
}

/** What changes of hosts that are there, by the place of the wish. */
async function findChanges(
  query: Query,
  wishes: readonly (NewHost | HostChange)[],
): Promise<ReadonlyMap<number, Change>> {
  const changes = new Map<number, Change>();
  for (const [index, wish] of wishes.entries()) {
    const host = wish.name === undefined ? undefined : await readHost(query, 'name', wish.name);
    if (host !== undefined) changes.set(index, { host, changed: changeOf(host, wish) });
  }
  return changes;
}

function withNormalMacs<Wish extends NewHost | HostChange>(host: Wish): Wish {
  return host.macs === undefined ? host : { ...host, macs: [...new Set(host.macs.map(normalizeMac))] };
}

async function insertHost(
  query: Query,
  { appliance, ...wish }: NewHost | HostChange,
  allocator: Allocator,
  network: Network | undefined,
  nowSeconds: number,
): Promise<string> {
  if (appliance === undefined) return fail('HOST_WRONG', `Host "${wish.name ?? ''}" has no appliance`);
  const problems = checkNewHost({ ...wish, appliance }, network);
  if (problems.length > 0) throw new BuildError(problems);
  const { rack = 0, macs = [], bootAction = 'install', bmc } = wish;
  const rank = wish.rank ?? (await allocator.nextRank(appliance, rack, wish.name));
  const name = wish.name ?? `${appliance}-${rack}-${rank}`;
  await refuseTwins(query, undefined, { ...wish, appliance, name, rack, rank, macs });
  const address = wish.address ?? allocator.nextAddress();
  await query(
    `INSERT INTO hosts (name, appliance, rack, rank, address, bootAction, bmc, sinceSeconds)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [name, appliance, rack, rank, address, bootAction, bmc || null, nowSeconds],
  );
  await writeMacs(query, name, macs);
  await addEvent(query, nowSeconds, name, 'added', `${appliance} at ${address}`);
  return name;
}
