import type { HostDescription } from '../../../hosts/mod.ts';
import { BuildError, type Problem } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { readHost } from '../records/read-hosts.ts';

/**
 * The schema refuses twins in any case; this says which host is in the way.
 *
 * @throws {BuildError} HOST_TWICE, MAC_TWICE, ADDRESS_TWICE
 */
export async function refuseTwins(
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
