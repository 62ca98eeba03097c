import type { Host } from '../../hosts/mod.ts';
import { foldNodeSet, groupHosts, groupsOf, nodeSetSourceOf, parseNodeSet } from '../../hosts/mod.ts';
import { fail } from '../../model/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printJson, printLine, printPainted } from '../terminal/report.ts';
import { readTerminalStyle } from '../terminal/style.ts';
import type { HostListOptions } from './commands.ts';
import { renderHostTable } from './text.ts';

/** `cairn host list [SELECTION]`; with --group, --groups and --groups-of also what ClusterShell asks. */
export async function runHostList(selection: string | undefined, options: HostListOptions): Promise<void> {
  await withState(async (state) => {
    if (options.groups === true) {
      for (const name of groupHosts(await state.listHosts()).keys()) printLine(name);
      return;
    }
    if (options.groupsOf !== undefined) {
      const host = await state.findHost(options.groupsOf);
      if (host === undefined) return fail('HOST_UNKNOWN', `Host "${options.groupsOf}" is not known`);
      for (const name of groupsOf(host)) printLine(name);
      return;
    }
    const selected = await selectHosts(state, selection);
    print(options.group === undefined ? selected : ofGroup(selected, options.group), options.format);
  });
}

function ofGroup(hosts: readonly Host[], group: string): readonly Host[] {
  const members = new Set(parseNodeSet(`@${group}`, nodeSetSourceOf(hosts)));
  return hosts.filter((host) => members.has(host.name));
}

function print(hosts: readonly Host[], format: HostListOptions['format']): void {
  if (format === 'json') printJson(hosts);
  else if (format === 'nodes') printLine(foldNodeSet(hosts.map((host) => host.name)));
  else
    printPainted(
      renderHostTable(hosts, Math.floor(Date.now() / 1000), readTerminalStyle(process.stdout.isTTY === true)),
    );
}
