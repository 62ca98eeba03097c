import { type DiscoverWish, readDiscovery } from '../../frontend/discover/client.ts';
import { renderDiscovery } from '../../frontend/discover/render.ts';
import { printJsonLine, printLine } from '../terminal/report.ts';
import { showDiscovery } from './discover-screen.ts';
import type { DiscoverOptions } from './on-many.ts';

/** `cairn discover`: ends with Ctrl-C, and with it the discovery. @throws {BuildError} USAGE, SERVICE_UNREACHABLE */
export async function runDiscover(options: DiscoverOptions): Promise<void> {
  const { appliance, rack, replace, json = false } = options;
  // Ctrl-C is how a discovery ends, and no failure: the service closes it when this process is gone.
  const end = (): void => process.exit(0);
  process.once('SIGINT', end);
  try {
    await follow({ appliance, rack, ...(replace === undefined ? {} : { replace }) }, json);
  } finally {
    process.removeListener('SIGINT', end);
  }
}

async function follow(wish: DiscoverWish, json: boolean): Promise<void> {
  if (json) return readDiscovery(wish, (line) => printJsonLine(line));
  if (process.stdout.isTTY === true) return showDiscovery((onLine) => readDiscovery(wish, onLine));
  const told = new Map<string, string>();
  return readDiscovery(wish, (line) => {
    for (const text of renderDiscovery(line, told)) printLine(text);
  });
}
