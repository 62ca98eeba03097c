import { readFile } from 'node:fs/promises';

/**
 * Which MAC address answers for an IPv4 address on the private network; undefined when nobody is known.
 *
 * @param oldestMs how old the kernel's word may be; half a second where nothing is said
 */
export type FindNeighbour = (address: string, oldestMs?: number) => Promise<string | undefined>;

const KEEP_MS = 500;

/** Reads the kernel's table: it cannot be made to lie by what a client writes into its request. */
export function createNeighbours(
  read: () => Promise<string> = () => readFile('/proc/net/arp', 'utf8'),
  nowMs: () => number = () => performance.now(),
): FindNeighbour {
  let table: ReadonlyMap<string, string> = new Map();
  let readMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    const text = await read().catch(() => '');
    table = parseArpTable(text);
    readMs = nowMs();
  };
  return async (address, oldestMs = KEEP_MS) => {
    const known = table.get(address);
    if (known !== undefined && nowMs() - readMs < oldestMs) return known;
    // A machine that has just come is not in an old table: those who miss share one new reading.
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    await reading;
    return table.get(address);
  };
}

/** `/proc/net/arp`: "10.1.1.2 0x1 0x2 52:54:00:12:34:56 * eth0"; entries without an answer are left out. */
export function parseArpTable(text: string): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const line of text.split('\n').slice(1)) {
    const [address, , flags, mac] = line.split(/\s+/);
    if (address && mac && Number(flags) !== 0 && mac !== '00:00:00:00:00:00')
      table.set(address, mac.toLowerCase());
  }
  return table;
}
