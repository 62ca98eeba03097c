import { renderHostsCsv, renderHostsYaml } from '../../hosts/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printFile } from '../terminal/report.ts';
import type { HostExportOptions } from './commands.ts';

/** `cairn host export [SELECTION]` */
export async function runHostExport(
  selection: string | undefined,
  options: HostExportOptions,
): Promise<void> {
  const hosts = await withState((state) => selectHosts(state, selection));
  printFile(options.format === 'yaml' ? renderHostsYaml(hosts) : renderHostsCsv(hosts));
}
