import { describeChange } from '../../../frontend/state/hosts/change-host.ts';
import type { State } from '../../../frontend/state/mod.ts';
import { compareNames, type Host, type HostRow, hostsOfRows } from '../../../hosts/mod.ts';
import { countOf, fail } from '../../../model/mod.ts';
import { refuseUnknown } from '../../frontend/refuse-unknown.ts';
import { NO_HOST_SELECTED, selectHosts, withState } from '../../frontend/with-state.ts';
import { printLine } from '../../terminal/report.ts';
import { privateNetwork } from './add.ts';
import { type FittedValues, readAssignments, readPasswords } from './host-values.ts';
import { moveLogs, tellRenamed } from './rename.ts';

/** `cairn host set SELECTION KEY=VALUE...`: all of it, or nothing; what is not named stays. */
export async function runHostSet(selection: string, words: readonly string[]): Promise<void> {
  await withState(async (state) => {
    const selected = await selectHosts(state, selection);
    const hosts = [...selected].sort((a, b) => compareNames(a.name, b.name));
    if (hosts.length === 0) return printLine(NO_HOST_SELECTED);
    await changeHosts(state, hosts, await readAssignments(words, hosts.length));
  });
}

/** `cairn host rename OLD NEW`: one host, or several by two ranges of one length. */
export async function runHostRename(old: string, name: string): Promise<void> {
  await runHostSet(old, [`name=${name}`]);
}

async function changeHosts(state: State, hosts: readonly Host[], said: FittedValues): Promise<void> {
  const names = said.get('name');
  const rows = hosts.map((host, index): HostRow => {
    const given = [...said].map(([column, values]) => [column, values[index]!] as const);
    return { place: { file: host.name }, values: { ...Object.fromEntries(given), name: host.name } };
  });
  const known = new Set((await state.listHosts()).map(({ name }) => name));
  const changes = hostsOfRows(rows, await privateNetwork(state), known).map((change, index) =>
    names === undefined ? change : { ...change, newName: names[index]! },
  );
  const places = rows.map(({ place }) => place);
  await refuseUnknown(changes.map(({ appliance }, index) => ({ appliance, place: places[index] })));
  const passwords = await readPasswords(rows);
  const renamed = new Map(
    hosts.flatMap(({ name }, index) => {
      const next = names?.[index];
      return next === undefined || next === name ? [] : [[name, next] as const];
    }),
  );
  if (new Set(names ?? []).size < (names?.length ?? 0)) fail('USAGE', 'Two hosts would get one name');
  const moved = await moveLogs(renamed, () => state.addHosts(changes, { update: true, places, passwords }));
  for (const [index, host] of hosts.entries()) tellChange(host, moved[index]!, passwords[index]);
  printLine(`${countOf(hosts.length, 'host')} changed`);
  await tellRenamed(moved.filter((_, index) => renamed.has(hosts[index]!.name)));
}

function tellChange(before: Host, after: Host, password: string | undefined): void {
  const what = [
    ...(before.name === after.name ? [] : [`name ${before.name} to ${after.name}`]),
    describeChange(before, after),
    password === undefined ? '' : 'password of the management board',
  ].filter((text) => text !== '');
  printLine(`${after.name}: ${what.length === 0 ? 'stays as it is' : what.join(', ')}`);
}
