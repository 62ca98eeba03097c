import { parseStateFile } from '../../frontend/state/dump/state-file.ts';
import type { StateDump } from '../../frontend/state/dump/types.ts';
import type { StoredAttribute } from '../../hosts/mod.ts';
import { countOf, fail } from '../../model/mod.ts';
import { readFrontendGraph } from '../frontend/frontend-graph.ts';
import { withState } from '../frontend/with-state.ts';
import { readInput } from '../terminal/read-input.ts';
import { printLine } from '../terminal/report.ts';
import type { ImportOptions } from './commands.ts';
import { refuseValues } from './refuse-values.ts';

/** `cairn import FILE`: everything is replaced, or nothing. */
export async function runImport(file: string, options: ImportOptions): Promise<void> {
  const dump = parseStateFile(await readInput(file), file);
  const graph = await readFrontendGraph(undefined);
  if (graph !== undefined) refuseValues(graph, listValues(dump));
  await withState(
    async (state) => {
      const hosts = (await state.listHosts()).length;
      if (hosts > 0 && options.replace !== true) {
        const hint = 'Give --replace to throw it away; keep it first: cairn export --output FILE';
        fail('STATE_IMPORT', `This frontend knows ${countOf(hosts, 'host')} already`, undefined, hint);
      }
      await state.restore(dump);
      printLine(`${countOf(dump.tables['hosts']?.length ?? 0, 'host')} imported`);
    },
    { mayCreate: true },
  );
}

function listValues({ tables }: StateDump): Pick<StoredAttribute, 'name' | 'value' | 'scope'>[] {
  return (tables['attributes'] ?? []).map(({ scope, name, value }) => ({
    scope: String(scope) as StoredAttribute['scope'],
    name: String(name),
    value: String(value),
  }));
}
