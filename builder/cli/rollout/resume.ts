import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import { startUnit } from './begin/unit.ts';
import type { RolloutResumeOptions } from './commands.ts';

/** `cairn rollout resume ID` */
export async function runRolloutResume(id: number, options: RolloutResumeOptions): Promise<void> {
  await withState((state) => state.resumeRollout(id, { again: options.again === true }));
  printLine(`Rollout ${id} goes on: cairn rollout watch ${id}`);
  await startUnit(id);
}
