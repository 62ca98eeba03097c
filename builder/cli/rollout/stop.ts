import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn rollout stop ID` */
export async function runRolloutStop(id: number): Promise<void> {
  await withState((state) => state.stopRollout(id, 'somebody said so'));
  printLine(`Rollout ${id} ends when the hosts under way are back: cairn rollout watch ${id}`);
}
