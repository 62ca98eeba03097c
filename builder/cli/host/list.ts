import type { Host } from '../../hosts/mod.ts';
import { foldNodeSet, groupHosts, groupsOf, sortHosts } from '../../hosts/mod.ts';
import { fail, warningProblem } from '../../model/mod.ts';
import { readServiceStatus } from '../frontend/service-status.ts';
import { expandSelection, selectHosts, withState } from '../frontend/with-state.ts';
import { printJson, printLine, printPainted, reportProblems } from '../terminal/report.ts';
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
    const hosts = options.group === undefined ? selected : await ofGroup(selected, options.group);
    const key = options.sort ?? (options.format === 'text' ? 'failed' : undefined);
    print(key === undefined ? hosts : sortHosts(hosts, key), options.format);
  });
  if (options.format === 'text') await warnUnpublished();
}

/** A list that nobody acts on yet must not look like the truth. */
async function warnUnpublished(): Promise<void> {
  const failure = (await readServiceStatus())?.unpublished;
  if (failure === undefined || failure === null) return;
  const since = new Date(failure.sinceSeconds * 1000).toISOString().replace('.000Z', 'Z');
  const message = `Since ${since} DHCP, DNS and hosts are not told what has changed: ${failure.reason}`;
  const hint = 'The service tries again by itself; see: journalctl -u cairnd';
  reportProblems([warningProblem('PUBLISH_FAILED', message, undefined, hint)]);
}

async function ofGroup(hosts: readonly Host[], group: string): Promise<readonly Host[]> {
  const members = new Set(await expandSelection(hosts, `@${group}`));
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
