import { hostsOfRows, parseHostsCsv, parseHostsYaml } from '../../../hosts/mod.ts';
import { countOf } from '../../../model/mod.ts';
import { refuseUnknown } from '../../frontend/refuse-unknown.ts';
import { withState } from '../../frontend/with-state.ts';
import { readInput } from '../../terminal/read-input.ts';
import { printLine } from '../../terminal/report.ts';
import { privateNetwork } from './add.ts';
import { readPasswords } from './host-values.ts';
import type { HostImportOptions } from './options.ts';

/** `cairn host import FILE`: all of it, or nothing and every bad row with its line. */
export async function runHostImport(file: string, options: HostImportOptions): Promise<void> {
  const format = options.format ?? (/\.ya?ml$/.test(file) ? 'yaml' : 'csv');
  const text = await readInput(file);
  const rows = format === 'yaml' ? parseHostsYaml(text, file) : parseHostsCsv(text, file);
  await withState(async (state) => {
    const known = options.update === true ? (await state.listHosts()).map(({ name }) => name) : [];
    const hosts = hostsOfRows(rows, await privateNetwork(state), new Set(known));
    const places = rows.map((row) => row.place);
    const named = hosts.map(({ appliance }, index) => ({ appliance, place: places[index] }));
    await refuseUnknown(named);
    const passwords = await readPasswords(rows);
    await state.addHosts(hosts, { update: options.update === true, places, passwords });
    printLine(`${countOf(hosts.length, 'host')} imported`);
  });
}
