import type { State } from '../../frontend/state/mod.ts';
import { type HostKey, type HostRow, hostsOfRows } from '../../hosts/mod.ts';
import { readFrontendGraph } from '../frontend/frontend-graph.ts';
import { refuseUnknown } from '../frontend/refuse-unknown.ts';
import { withState } from '../frontend/with-state.ts';
import { readInput } from '../terminal/read-input.ts';
import { printLine } from '../terminal/report.ts';
import type { HostAddOptions } from './commands.ts';
import { BMC_PASSWORD } from './restart.ts';

/** `cairn host add [NAME]` */
export async function runHostAdd(name: string | undefined, options: HostAddOptions): Promise<void> {
  const password = options.bmcPassword === undefined ? undefined : await readInput(options.bmcPassword);
  const isUsual = name !== undefined && /-\d+-\d+$/.test(name);
  const values: Partial<Record<HostKey, string>> = {
    name: name ?? '',
    appliance: options.appliance ?? (isUsual ? '' : 'compute'),
    rack: options.rack ?? '',
    rank: options.rank ?? '',
    macs: options.mac.join(' '),
    address: options.address ?? '',
    boot: options.boot ?? '',
    bmc: options.bmc ?? '',
  };
  await withState(async (state) => {
    const row: HostRow = { place: { file: 'command line' }, values };
    const [wanted] = hostsOfRows([row], await privateNetwork(state));
    refuseUnknown(await readFrontendGraph(undefined), [{ appliance: wanted!.appliance }]);
    const [host] = await state.addHosts([wanted!]);
    if (host === undefined) return;
    if (password !== undefined) {
      await state.putKeys([{ host: host.name, name: BMC_PASSWORD, value: password.replace(/\r?\n$/, '') }]);
    }
    printLine(`${host.name}: ${host.address}, ${host.bootAction} at its next start`);
  });
}

/** The network that hosts are on, when it is described. */
export async function privateNetwork(state: State) {
  return (await state.listNetworks()).find((network) => network.name === 'private');
}
