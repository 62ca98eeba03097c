import type { State } from '../../frontend/state/mod.ts';
import type { Rollout } from '../../hosts/mod.ts';
import { isOver } from '../../hosts/mod.ts';
import { fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printPainted, printProblems } from '../terminal/report.ts';
import { readTerminalStyle } from '../terminal/style.ts';
import { isCarriedOut } from './begin/unit.ts';
import type { RolloutListOptions } from './commands.ts';
import { abandonedProblem, renderRollout } from './text.ts';

/** @throws {BuildError} ROLLOUT_UNKNOWN */
export async function requireRollout(state: State, id: number): Promise<Rollout> {
  const rollout = await state.findRollout(id);
  if (rollout !== undefined) return rollout;
  return fail('ROLLOUT_UNKNOWN', `Rollout ${id} is not known`, undefined, 'See: cairn rollout list');
}

/** `cairn rollout show ID` */
export async function runRolloutShow(id: number, options: RolloutListOptions): Promise<void> {
  const [rollout, hosts] = await withState(
    async (state) => [await requireRollout(state, id), await state.listHosts()] as const,
  );
  if (options.format === 'json') return printJson(rollout);
  const style = readTerminalStyle(process.stdout.isTTY === true);
  const lines = renderRollout(rollout, hosts, Math.floor(Date.now() / 1000), style);
  printPainted(`${lines.join('\n')}\n`);
  if (!isOver(rollout) && (await isCarriedOut(id)) === false) printProblems([abandonedProblem(id)]);
}
