import { isOver, type Rollout } from '../../../hosts/mod.ts';
import type { State } from '../../state/mod.ts';
import type { RolloutView } from '../../web/types.ts';
import { createSharedAnswer } from './shared-answer.ts';

/** So many of those that are over are shown. */
const MOST_OVER = 5;

/**
 * Rollouts as JSON, for whoever asks: those that go on, and the last that are over. Made once for all who ask meanwhile.
 *
 * @param state reads them
 */
export function createRolloutsAnswer(
  state: Pick<State, 'listRollouts' | 'findRollout'>,
): () => Promise<Buffer> {
  return createSharedAnswer(async () => {
    const all = await state.listRollouts();
    const over = new Set(
      all
        .filter(isOver)
        .slice(0, MOST_OVER)
        .map(({ id }) => id),
    );
    const views: RolloutView[] = [];
    for (const { id } of all.filter((one) => !isOver(one) || over.has(one.id))) {
      const rollout = await state.findRollout(id);
      if (rollout !== undefined) views.push(viewRollout(rollout));
    }
    return views;
  });
}

function viewRollout(rollout: Rollout): RolloutView {
  const { id, kind, state, reason, atOnce, stopAfter, drainSeconds, madeSeconds, endedSeconds } = rollout;
  return {
    ...{ id, kind, state, reason, atOnce, stopAfter, madeSeconds },
    ...(drainSeconds === undefined ? {} : { drainSeconds }),
    ...(endedSeconds === undefined ? {} : { endedSeconds }),
    hosts: rollout.hosts.map(({ host, wave, step, sinceSeconds, why }) => ({
      ...{ host, wave, step, sinceSeconds, why },
    })),
  };
}
