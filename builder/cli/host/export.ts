import { renderHostsCsv, renderHostsYaml } from '../../hosts/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { checkFormat } from '../terminal/check-format.ts';

/** `cairn host export [SELECTION]` */
export async function runHostExport(
  selection: string | undefined,
  options: { readonly format: string },
): Promise<void> {
  checkFormat(options.format, ['csv', 'yaml']);
  const hosts = await withState((state) => selectHosts(state, selection));
  process.stdout.write(options.format === 'yaml' ? renderHostsYaml(hosts) : renderHostsCsv(hosts));
}
