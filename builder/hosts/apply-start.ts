import type { StartWord } from '../model/mod.ts';
import { type HostProgress, keepLine } from './apply-report.ts';
import { type Host, START } from './types.ts';

/**
 * What a machine's word about its start makes of a host. A start that failed is one failure, however often it is told,
 * and sends nobody into a rescue system; one that ended well ends a row of failures.
 */
export function applyStart(host: Host, said: StartWord, nowSeconds: number): HostProgress {
  const { bootAction, failures, failureReason } = host;
  const known = host.readySeconds === undefined ? {} : { readySeconds: host.readySeconds };
  const same = {
    ...{ bootAction, failures, failureReason, ...known },
    ...{ phase: '', percent: 100, sinceSeconds: nowSeconds },
  };
  switch (said.word) {
    case 'starting':
      return { ...same, state: 'starting' };
    case 'waiting': {
      const phase = keepLine(said.text);
      const isNews = host.state !== 'starting' || host.phase !== phase;
      return { ...same, state: 'starting', phase, sinceSeconds: isNews ? nowSeconds : host.sinceSeconds };
    }
    case 'ready':
      return { ...same, state: 'ready', failures: 0, failureReason: '', readySeconds: nowSeconds };
    case 'failed':
      return {
        ...same,
        state: 'failed',
        phase: START,
        failures: Math.max(1, failures),
        failureReason: keepLine(said.text) || 'It did not say why',
      };
  }
}

/** Whether a host has what others wait for: it is ready, and nobody is about to install it anew. */
export function isReady({ state, bootAction }: Pick<Host, 'state' | 'bootAction'>): boolean {
  return state === 'ready' && bootAction !== 'install';
}
