import { carryOutRollout, type RolloutAct } from '../../frontend/rollout/carry-out.ts';
import { createDrainHooks } from '../../frontend/rollout/drain-hooks.ts';
import type { State } from '../../frontend/state/mod.ts';
import type { Rollout } from '../../hosts/mod.ts';
import { run, withLock } from '../../io/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import { createApplication } from './application.ts';
import { drainFolder } from './begin/drain-folder.ts';
import { forgetUnit } from './begin/unit.ts';
import { createLook } from './look.ts';
import { createReinstallation } from './reinstallation.ts';

/** `cairn rollout run ID`: what `cairn-rollout@ID.service` runs. It may be killed and started again at any moment. */
export async function runRolloutRun(id: number): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
  await withState(async (state) => {
    if ((await state.findRollout(id)) === undefined) {
      // As after an import of another state
      await forgetQuietly(id);
      fail('ROLLOUT_UNKNOWN', `Rollout ${id} is not known`, undefined, 'See: cairn rollout list');
    }
    // Who carries it out by hand beside the unit waits for its turn.
    await withLock(lockOf(id), () => carryOut(state, id, ending.signal));
  });
}

function lockOf(id: number): string {
  return `${process.env['CAIRN_ROOT'] ?? ''}/run/cairn/rollout-${id}.lock`;
}

async function carryOut(state: State, id: number, signal: AbortSignal): Promise<void> {
  const rollout = await carryOutRollout({
    ...{ id, state, signal },
    actOf: (asked) => createAct(state, asked),
    hooks: createDrainHooks(drainFolder(), run),
    look: createLook(state),
    nowSeconds: () => Math.floor(Date.now() / 1000),
    report: printLine,
  });
  if (rollout === undefined || signal.aborted) return;
  await forgetQuietly(id);
}

/** Where no systemd runs, nobody starts it again. */
async function forgetQuietly(id: number): Promise<void> {
  await forgetUnit(id).catch((error: unknown) => {
    if (!(error instanceof BuildError)) throw error;
  });
}

function createAct(state: State, rollout: Rollout): RolloutAct {
  return rollout.kind === 'reinstall' ? createReinstallation(state) : createApplication(state, rollout);
}
