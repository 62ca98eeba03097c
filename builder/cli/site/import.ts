import { parseStateFile } from '../../frontend/state/dump/state-file.ts';
import type { PlaceOf, StateDump } from '../../frontend/state/dump/types.ts';
import { type State, statePath } from '../../frontend/state/mod.ts';
import type { StoredAttribute } from '../../hosts/mod.ts';
import { countOf, fail } from '../../model/mod.ts';
import { readFrontendGraph } from '../frontend/frontend-graph.ts';
import { type NamedMachines, refuseUnknown } from '../frontend/refuse-unknown.ts';
import { withState } from '../frontend/with-state.ts';
import { readInput } from '../terminal/read-input.ts';
import { printLine } from '../terminal/report.ts';
import type { ImportOptions } from './commands.ts';
import { putStateAside } from './put-aside.ts';
import { refuseValues } from './refuse-values.ts';

/** `cairn import FILE`: everything is replaced, or nothing. */
export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const { dump, placeOf } = parseStateFile(await readInput(file), file);
  // What a lost state held was judged when it was said; rolls that have changed since are no reason to lose it for good
  if (options.putAside !== true) await judgeByRolls(dump, placeOf);
  const aside = options.putAside === true ? await putStateAside(statePath()) : undefined;
  try {
    await readIn(dump, placeOf, file, options);
    await aside?.tell();
  } catch (error) {
    await aside?.putBack();
    throw error;
  }
}

async function judgeByRolls(dump: StateDump, placeOf: PlaceOf): Promise<void> {
  const graph = await readFrontendGraph(undefined);
  await refuseUnknown(listNamed(dump, placeOf));
  if (graph !== undefined) refuseValues(graph, listValues(dump));
}

async function readIn(
  dump: StateDump,
  placeOf: PlaceOf,
  file: string,
  options: ImportOptions,
): Promise<void> {
  await withState(
    async (state) => {
      const hosts = (await state.listHosts()).length;
      if (hosts > 0 && options.replace !== true) {
        const hint = 'Give --replace to throw it away; keep it first: cairn export --output FILE';
        fail('STATE_IMPORT', `This frontend knows ${countOf(hosts, 'host')} already`, undefined, hint);
      }
      if (options.withoutKeys !== true) await requireKeys(state, dump, file);
      await state.restore(dump, { placeOf, keepKeys: options.withoutKeys === true });
      printLine(`${countOf(dump.tables['hosts']?.length ?? 0, 'host')} imported`);
    },
    { mayCreate: true },
  );
}

/** Without its keys a cluster is another one to its hosts: that wants a word. */
async function requireKeys(state: State, dump: StateDump, file: string): Promise<void> {
  const { keys = [], hosts = [] } = dump.tables;
  if (keys.length > 0) return;
  const installed = hosts.filter((host) => (host['state'] ?? 'new') !== 'new').length;
  const hadKeys = dump.tables['keys'] === undefined || installed > 0 || (await state.listKeys('')).length > 0;
  if (!hadKeys) return;
  const lost = [
    'the authority over SSH host keys',
    "root's key for its hosts",
    'keys that hosts share',
    ...(hosts.length === 0 ? [] : [`SSH host keys of ${countOf(hosts.length, 'host')}`]),
  ];
  const hint =
    'Read an export that was made without --without-secrets; or give --without-keys: keys and secret values that are here stay, all others are made anew, and hosts must be installed again to get them';
  fail('STATE_IMPORT', `The file has no keys: ${lost.join(', ')} are missing`, { file }, hint);
}

/** Whom hosts and values are of, by their rows. */
function listNamed({ tables }: StateDump, placeOf: PlaceOf): NamedMachines[] {
  const ofHosts = (tables['hosts'] ?? []).map(({ appliance }, index) => ({
    appliance: String(appliance),
    place: placeOf('hosts', index),
  }));
  const ofValues = (tables['attributes'] ?? []).map(({ scope, subject }, index) => ({
    ...(scope === 'appliance' || scope === 'os' ? { [scope]: String(subject) } : {}),
    place: placeOf('attributes', index),
  }));
  return [...ofHosts, ...ofValues];
}

function listValues({ tables }: StateDump): Pick<StoredAttribute, 'name' | 'value' | 'scope'>[] {
  return (tables['attributes'] ?? []).map(({ scope, name, value }) => ({
    scope: String(scope) as StoredAttribute['scope'],
    name: String(name),
    value: String(value),
  }));
}
