import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceContext } from '../shared/context.ts';
import { parseMac } from '../shared/mac-address.ts';

/**
 * Below `/run`, in memory: dnsmasq waits for the disk after each lease, which a machine room that is switched on would
 * feel. Hosts have their addresses from the state, strangers ask anew.
 */
export const LEASE_FILE = 'leases';

/** A machine that got an address from dnsmasq. */
export interface Lease {
  readonly mac: string;
  readonly address: string;
  /** What it calls itself; empty: nothing. */
  readonly name: string;
}

/** dnsmasq's lease file: "1700000000 52:54:00:12:34:56 10.1.1.9 name clientid". */
function parseLeases(text: string): Lease[] {
  return text.split('\n').flatMap((line) => {
    const [, hardware = '', address = '', name = ''] = line.split(' ');
    const mac = parseMac(hardware);
    return mac === undefined ? [] : [{ mac, address, name: name === '*' ? '' : name }];
  });
}

/**
 * Writes down who got an address and has no name: also machines that never ask for a boot script.
 *
 * @param judged cards that were looked up before; those of this time are added
 */
export async function recordLeases(context: ServiceContext, judged: Set<string>): Promise<void> {
  const text = await readFile(join(context.paths.run, LEASE_FILE), 'utf8').catch(() => '');
  for (const { mac, name } of parseLeases(text)) {
    if (judged.has(mac)) continue;
    judged.add(mac);
    if ((await context.state.findHostByMac(mac)) === undefined) await context.state.recordStranger(mac, name);
  }
}
