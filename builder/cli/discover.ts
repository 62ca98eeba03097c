import { type DiscoverLine, readDiscovery } from '../frontend/discover/client.ts';
import { renderDiscovery } from '../frontend/discover/render.ts';
import { fail } from '../model/mod.ts';
import { printLine } from './report.ts';

export interface DiscoverOptions {
  readonly appliance: string;
  readonly rack: string;
  readonly replace?: string;
  readonly json?: boolean;
}

/** `cairn discover`: ends with Ctrl-C, and with it the discovery. @throws {BuildError} USAGE, SERVICE_UNREACHABLE */
export async function runDiscover(options: DiscoverOptions): Promise<void> {
  const { appliance, replace } = options;
  if (!/^\d{1,4}$/.test(options.rack)) fail('USAGE', `"${options.rack}" is no rack: a number from 0 to 9999`);
  const wish = { appliance, rack: Number(options.rack), ...(replace === undefined ? {} : { replace }) };
  const told = new Map<string, string>();
  await readDiscovery(wish, (line: DiscoverLine) => {
    if (options.json === true) return printLine(JSON.stringify(line));
    for (const text of renderDiscovery(line, told)) printLine(text);
  });
}
