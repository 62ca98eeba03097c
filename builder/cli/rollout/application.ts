import { describeFailure, type RolloutAct } from '../../frontend/rollout/carry-out.ts';
import type { State } from '../../frontend/state/mod.ts';
import type { Host, Rollout } from '../../hosts/mod.ts';
import { systemClock } from '../../io/mod.ts';
import { applyToHosts } from '../host/change/apply.ts';
import { explainAnswer } from '../host/change/render-answers.ts';

/** Who was killed may have left a host in the middle of its changes, which it ends by itself. */
const PATIENCE_MS = 10_000;

/**
 * Brings hosts to what is said of them, as they run.
 *
 * @param rollout tells how long a host may take, and whether files that somebody changed are written over
 */
export function createApplication(
  state: State,
  { hostSeconds, isOverwriting }: Pick<Rollout, 'hostSeconds' | 'isOverwriting'>,
): RolloutAct {
  const options = isOverwriting ? { overwrite: true as const } : {};
  return {
    begin: async (beginning, tell) => {
      const endMs = systemClock.monotonicMs() + hostSeconds * 1000;
      const names = new Set(beginning.map(({ row }) => row.host));
      let hosts: readonly Host[] = (await state.listHosts()).filter(({ name }) => names.has(name));
      while (hosts.length > 0) {
        const answers = await applyToHosts(state, hosts, options).catch((error: unknown) => {
          // What is wrong with the cluster's description is wrong with each host.
          const why = describeFailure(error);
          return hosts.map(({ name }) => ({ host: name, why }));
        });
        const busy = new Set<string>();
        for (const answer of answers) {
          const isLate = systemClock.monotonicMs() > endMs;
          if ('isBusy' in answer && answer.isBusy === true && !isLate) busy.add(answer.host);
          else await tell(answer.host, explainAnswer(answer));
        }
        hosts = hosts.filter(({ name }) => busy.has(name));
        if (hosts.length > 0) await systemClock.sleep(PATIENCE_MS);
      }
    },
  };
}
