import { isOver } from '../../hosts/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printPainted, printProblems } from '../terminal/report.ts';
import { readTerminalStyle } from '../terminal/style.ts';
import { isCarriedOut } from './begin/unit.ts';
import type { RolloutListOptions } from './commands.ts';
import { abandonedProblem, renderRolloutTable } from './text.ts';

/** `cairn rollout list` */
export async function runRolloutList(options: RolloutListOptions): Promise<void> {
  const rollouts = await withState((state) => state.listRollouts());
  if (options.format === 'json') return printJson(rollouts);
  printPainted(
    renderRolloutTable(
      rollouts,
      Math.floor(Date.now() / 1000),
      readTerminalStyle(process.stdout.isTTY === true),
    ),
  );
  for (const rollout of rollouts.filter((one) => !isOver(one)))
    if ((await isCarriedOut(rollout.id)) === false) printProblems([abandonedProblem(rollout.id)]);
}
