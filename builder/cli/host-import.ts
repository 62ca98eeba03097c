import { hostsOfRows, parseHostsCsv, parseHostsYaml } from '../frontend/hosts/mod.ts';
import { checkFormat } from './check-format.ts';
import { privateNetwork } from './host-add.ts';
import { readInput } from './read-input.ts';
import { countOf, printLine } from './report.ts';
import { withState } from './with-state.ts';

/** `cairn host import FILE`: all of it, or nothing and every bad row with its line. */
export async function runHostImport(
  file: string,
  options: { readonly format?: string; readonly update?: boolean },
): Promise<void> {
  const format = options.format ?? (/\.ya?ml$/.test(file) ? 'yaml' : 'csv');
  checkFormat(format, ['csv', 'yaml']);
  const text = await readInput(file);
  const rows = format === 'yaml' ? parseHostsYaml(text, file) : parseHostsCsv(text, file);
  await withState(async (state) => {
    const hosts = hostsOfRows(rows, await privateNetwork(state));
    await state.addHosts(hosts, {
      update: options.update === true,
      places: rows.map((row) => row.place),
    });
    printLine(`${countOf(hosts.length, 'host')} imported`);
  });
}
