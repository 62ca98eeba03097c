import { describeFailure, type RolloutAct } from '../../frontend/rollout/carry-out.ts';
import type { State } from '../../frontend/state/mod.ts';
import { needsRestart } from '../../hosts/mod.ts';
import { mapLimited } from '../../io/mod.ts';
import { restartAndTell } from '../host/reinstall.ts';

const AT_ONCE = 16;

/** Restarts hosts, which install then. */
export function createReinstallation(state: State): RolloutAct {
  return {
    begin: async (hosts, tell) => {
      await mapLimited(hosts, AT_ONCE, async ({ row: { host: name, begunSeconds }, isAgain }) => {
        const host = await state.findHost(name);
        const restart = host !== undefined && needsRestart(host, begunSeconds ?? 0);
        const failure = restart
          ? await restartAndTell(state, host).then(() => undefined, describeFailure)
          : undefined;
        // Whoever was interrupted may have restarted it: it is on its way then, and does not answer.
        await tell(name, isAgain ? undefined : failure);
      });
    },
  };
}
