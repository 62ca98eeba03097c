import { type DiscoverLine, readDiscovery } from '../../frontend/discover/client.ts';
import { renderDiscovery } from '../../frontend/discover/render.ts';
import { printLine } from '../terminal/report.ts';
import { showDiscovery } from './discover-screen.ts';
import type { DiscoverOptions } from './on-many.ts';

/** `cairn discover`: ends with Ctrl-C, and with it the discovery. @throws {BuildError} USAGE, SERVICE_UNREACHABLE */
export async function runDiscover(options: DiscoverOptions): Promise<void> {
  const { appliance, replace } = options;
  const wish = { appliance, rack: options.rack, ...(replace === undefined ? {} : { replace }) };
  // Ctrl-C is how a discovery ends, and no failure: the service closes it when this process is gone.
  process.once('SIGINT', () => process.exit(0));
  if (options.json === true) return readDiscovery(wish, (line) => printLine(JSON.stringify(line)));
  if (process.stdout.isTTY === true) return showDiscovery((onLine) => readDiscovery(wish, onLine));
  const told = new Map<string, string>();
  await readDiscovery(wish, (line: DiscoverLine) => {
    for (const text of renderDiscovery(line, told)) printLine(text);
  });
}
