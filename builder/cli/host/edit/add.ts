import type { State } from '../../../frontend/state/mod.ts';
import { type HostRow, hostsOfRows } from '../../../hosts/mod.ts';
import { refuseUnknown } from '../../frontend/refuse-unknown.ts';
import { withState } from '../../frontend/with-state.ts';
import { printLine } from '../../terminal/report.ts';
import { readFitted, readPasswords, readValues, SET_KEYS } from './host-values.ts';
import type { HostAddOptions } from './options.ts';

/** `cairn host add [NAME]`: one host, or as many as a range has names; all of them, or none. */
export async function runHostAdd(name: string | undefined, options: HostAddOptions): Promise<void> {
  const rows = await readRows(name, options);
  const passwords = await readPasswords(rows);
  await withState(async (state) => {
    const wanted = hostsOfRows(rows, await privateNetwork(state));
    await refuseUnknown(wanted.map(({ appliance }) => ({ appliance })));
    const places = rows.length > 1 ? rows.map(({ place }) => place) : [];
    for (const host of await state.addHosts(wanted, { passwords, places }))
      printLine(`${host.name}: ${host.address}, ${host.bootAction} at its next start`);
  });
}

/** What the options say of each host: one value for all of them, or one for each in the order of the names. */
async function readRows(name: string | undefined, options: HostAddOptions): Promise<readonly HostRow[]> {
  const names = name === undefined ? [''] : await readValues(name);
  const said = {
    appliance: options.appliance,
    rack: options.rack,
    rank: options.rank,
    mac: options.mac.length === 0 ? undefined : options.mac.join(','),
    address: options.address,
    bmc: options.bmc,
    bmc_password_file: options.bmcPassword,
  };
  const columns: (readonly [string, readonly string[]])[] = [['name', names]];
  for (const [key, text] of Object.entries(said)) {
    if (text === undefined) continue;
    columns.push([SET_KEYS[key]!.column, await readFitted(key, text, names.length)]);
  }
  return names.map((one, index) => {
    const isUsual = /-\d+-\d+$/.test(one);
    return {
      place: { file: names.length > 1 ? one : 'command line' },
      values: {
        appliance: isUsual ? '' : 'compute',
        boot: options.boot ?? '',
        ...Object.fromEntries(columns.map(([column, values]) => [column, values[index]!])),
      },
    };
  });
}

/** The network that hosts are on, when it is described. */
export async function privateNetwork(state: State) {
  return (await state.listNetworks()).find((network) => network.name === 'private');
}
