import type { Host, Lives } from '../../hosts/mod.ts';
import {
  foldNodeSet,
  groupHosts,
  groupsOf,
  livesUnknown,
  runsItsSystem,
  sortHosts,
} from '../../hosts/mod.ts';
import { fail, warningProblem } from '../../model/mod.ts';
import { readLives } from '../frontend/read-lives.ts';
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
      for (const name of groupHosts(await state.listHosts(), await readLives()).keys()) printLine(name);
      return;
    }
    if (options.groupsOf !== undefined) {
      const host = await state.findHost(options.groupsOf);
      if (host === undefined) return fail('HOST_UNKNOWN', `Host "${options.groupsOf}" is not known`);
      for (const name of groupsOf(host, await readLives())) printLine(name);
      return;
    }
    const selected = await selectHosts(state, selection);
    const hosts = options.group === undefined ? selected : await ofGroup(selected, options.group);
    const key = options.sort ?? (options.format === 'text' ? 'failed' : undefined);
    await print(key === undefined ? hosts : sortHosts(hosts, key), options.format);
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

async function print(hosts: readonly Host[], format: HostListOptions['format']): Promise<void> {
  if (format === 'nodes') return printLine(foldNodeSet(hosts.map((host) => host.name)));
  const lives = await readLives();
  if (format === 'json') printJson(hosts.map((host) => withLife(host, lives)));
  else {
    const style = readTerminalStyle(process.stdout.isTTY === true);
    printPainted(renderHostTable(hosts, Math.floor(Date.now() / 1000), style, lives));
  }
  if (lives === undefined && hosts.some(runsItsSystem)) {
    const { code, message, hint } = livesUnknown('When hosts were last heard of is not known');
    reportProblems([warningProblem(code, message, undefined, hint)]);
  }
}

/** `alive` is null of a host that runs no system of ours, and left out where nobody knows it. */
function withLife(host: Host, lives: Lives | undefined): unknown {
  if (lives === undefined) return host;
  const life = lives.get(host.name);
  if (life === undefined) return { ...host, alive: null };
  const { isSilent, heardSeconds = null, word } = life;
  return { ...host, alive: { isSilent, heardSeconds, ...word } };
}
