import type { Host, HostChange, HostDescription, Network } from '../../../hosts/mod.ts';
import { checkNewHost } from '../../../hosts/words.ts';
import { BuildError, fail, normalizeMac } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { refuseTwins } from './refuse-twins.ts';

/** A host as it is after a change: what is not given stays. */
export function changeOf(host: Host, change: Partial<HostChange>): HostDescription {
  const { newName, ...said } = change;
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const macs = change.macs === undefined ? host.macs : [...new Set(change.macs.map(normalizeMac))];
  const { bmc, ...changed }: HostDescription = { ...host, ...given, macs, name: newName ?? host.name };
  return bmc === undefined || bmc === '' ? changed : { ...changed, bmc };
}

/** What no two hosts may have at once. */
const placeOf = ({ name, appliance, rack, rank, address, macs }: HostDescription): string =>
  [name, appliance, rack, rank, address, ...macs].join(' ');

/** True when a change takes or leaves something that no two hosts may have. */
export function movesHost(host: Host, changed: HostDescription): boolean {
  return placeOf(host) !== placeOf(changed);
}

/**
 * Takes a host out of its place, so that another one may take it; `settleHost` gives it the next.
 *
 * @returns the name that it has meanwhile: no host is called so
 */
export async function leavePlace(query: Query, { name }: Host, changed: HostDescription): Promise<string> {
  const meanwhile = changed.name === name ? name : `@${name}`;
  await query("UPDATE hosts SET name = ?, address = '? ' || name, rank = -1 - rowid WHERE name = ?", [
    meanwhile,
    name,
  ]);
  await query('DELETE FROM macs WHERE host = ?', [meanwhile]);
  return meanwhile;
}

/**
 * Makes a host what it is after a change.
 *
 * @param current the name that it has now
 * @throws {BuildError} HOST_WRONG, HOST_TWICE, MAC_TWICE, ADDRESS_*
 */
export async function settleHost(
  query: Query,
  host: Host,
  changed: HostDescription,
  network: Network | undefined,
  current: string = host.name,
): Promise<void> {
  if (changed.name !== host.name) refuseRename(host);
  // An address it has had before the network changed is no reason to refuse another change.
  const { address, ...rest } = changed;
  const problems = checkNewHost(address === host.address ? rest : changed, network);
  if (problems.length > 0) throw new BuildError(problems);
  const moves = movesHost(host, changed);
  if (moves) await refuseTwins(query, current, changed);
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
      current,
    ],
  );
  if (!moves) return;
  await query('DELETE FROM macs WHERE host = ?', [changed.name]);
  await writeMacs(query, changed.name, changed.macs);
}

/** Its installer speaks under the name that it was started with. */
function refuseRename({ name, state, bootAction }: Host): void {
  if (state !== 'installing' || bootAction !== 'install') return;
  const hint = `Wait until it is done (cairn host wait ${name} --installed), or give it up: cairn boot ${name} os`;
  fail('HOST_WRONG', `Host "${name}" is being installed, under this name`, undefined, hint);
}

export async function writeMacs(query: Query, name: string, macs: readonly string[]): Promise<void> {
  for (const [position, mac] of macs.entries()) {
    await query('INSERT INTO macs (mac, host, position) VALUES (?, ?, ?)', [mac, name, position]);
  }
}

const NAMES = {
  ...{ appliance: 'appliance', rack: 'rack', rank: 'rank', address: 'address' },
  ...{ macs: 'MAC addresses', bootAction: 'boot action', bmc: 'management board' },
} as const;

/** `address 10.1.0.10 to 10.1.0.11, rack 0 to 5, management board`; empty when nothing changes. */
export function describeChange(host: HostDescription, changed: HostDescription): string {
  const show = (value: HostDescription[keyof typeof NAMES]): string =>
    (Array.isArray(value) ? value.join(' ') : String(value ?? '')) || 'none';
  return (
    (Object.keys(NAMES) as (keyof typeof NAMES)[])
      .map((key) => [NAMES[key], show(host[key]), show(changed[key])])
      .filter(([, before, after]) => before !== after)
      // Everybody on the private network reads events, and nobody there needs to know where boards are.
      .map(([name, before, after]) => (name === NAMES.bmc ? `${name}` : `${name} ${before} to ${after}`))
      .join(', ')
  );
}
