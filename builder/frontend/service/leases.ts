import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceContext } from './context.ts';
import { parseMac } from './mac-address.ts';

/** A machine that got an address from dnsmasq. */
export interface Lease {
  readonly mac: string;
  readonly address: string;
  /** What it calls itself; empty: nothing. */
  readonly name: string;
}

/** dnsmasq's lease file: "1700000000 52:54:00:12:34:56 10.1.1.9 name clientid". */
export function parseLeases(text: string): Lease[] {
  return text.split('\n').flatMap((line) => {
    const [, hardware = '', address = '', name = ''] = line.split(' ');
    const mac = parseMac(hardware);
    return mac === undefined ? [] : [{ mac, address, name: name === '*' ? '' : name }];
  });
}

/** Writes down who got an address and has no name: also machines that never ask for a boot script. */
export async function recordLeases(context: ServiceContext): Promise<void> {
  const text = await readFile(join(context.paths.kept, 'dnsmasq/leases'), 'utf8').catch(() => '');
  const seen = new Set((await context.state.listStrangers()).map(({ mac }) => mac));
  for (const { mac, name } of parseLeases(text)) {
    if (seen.has(mac) || (await context.state.findHostByMac(mac)) !== undefined) continue;
    await context.state.recordStranger(mac, name);
  }
}
