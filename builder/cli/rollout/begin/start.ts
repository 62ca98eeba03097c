import { DRAIN_FOLDER, listDrainHooks } from '../../../frontend/rollout/drain-hooks.ts';
import type { State } from '../../../frontend/state/mod.ts';
import type { Host, RolloutWish, StoredAttribute } from '../../../hosts/mod.ts';
import { countOf, fail } from '../../../model/mod.ts';
import { printLine } from '../../terminal/report.ts';
import { drainFolder } from './drain-folder.ts';
import { startUnit } from './unit.ts';

/**
 * Writes a rollout down and has it carried out, by a process that outlives this command.
 *
 * @param attributes that hosts are to have for it
 * @throws {BuildError} ROLLOUT_BUSY, ROLLOUT_HOOK, COMMAND_FAILED
 */
export async function startRollout(
  state: State,
  wish: RolloutWish,
  hosts: readonly Host[],
  attributes: readonly StoredAttribute[] = [],
): Promise<void> {
  if (hosts.length === 0) return printLine('No hosts, and no rollout');
  if (wish.drainSeconds !== undefined && (await listDrainHooks(drainFolder())).length === 0)
    fail('ROLLOUT_HOOK', `No roll says how hosts are drained: no program is in ${DRAIN_FOLDER}`);
  const { id, hosts: rows } = await state.addRollout(
    wish,
    hosts.map(({ name }) => name),
    attributes,
  );
  const waves = rows.at(-1)?.wave ?? 0;
  printLine(`Rollout ${id}: ${countOf(rows.length, 'host')} in ${countOf(waves, 'wave')}`);
  printLine(`See: cairn rollout watch ${id}; to end it: cairn rollout stop ${id}`);
  await startUnit(id);
}
