import { renderHostsCsv, renderHostsYaml } from '../frontend/hosts/mod.ts';
import { checkFormat } from './check-format.ts';
import { selectHosts, withState } from './with-state.ts';

/** `cairn host export [SELECTION]` */
export async function runHostExport(
  selection: string | undefined,
  options: { readonly format: string },
): Promise<void> {
  checkFormat(options.format, ['csv', 'yaml']);
  const hosts = await withState((state) => selectHosts(state, selection));
  process.stdout.write(options.format === 'yaml' ? renderHostsYaml(hosts) : renderHostsCsv(hosts));
}
