import { isReady } from './apply-start.ts';
import { failedAtStart, type Host, isInstalled } from './types.ts';

/** What somebody waits for: that hosts are installed, or that they are ready too. */
export type WaitGoal = 'installed' | 'ready';

/**
 * Whether a host is there, is on its way, or will not come by itself: an installation that failed is begun anew until the
 * frontend takes the host for lost, and a start that failed is not.
 */
export function judgeWait(host: Host, goal: WaitGoal): 'there' | 'coming' | 'lost' {
  if (host.bootAction === 'install') return 'coming';
  if (isReady(host)) return 'there';
  const { state } = host;
  if (goal === 'installed' && isInstalled(state)) return 'there';
  return state === 'failed' ? 'lost' : 'coming';
}

/** `compute-0-1: failed: web (mine/nodes/web.xml:12): ended with status 1`. */
export function describeWait(host: Host): string {
  return `${host.name}: ${describeStand(host)}`;
}

/** How a host stands that is waited for: `failed: web (mine/nodes/web.xml:12): ended with status 1`. */
export function describeStand(host: Host): string {
  const { state, bootAction, failureReason } = host;
  const phase = failedAtStart(host) ? '' : host.phase;
  const waits = bootAction === 'install' && state !== 'installing';
  const stands = waits ? `${state}, to be installed` : phase === '' ? state : `${state}, ${phase}`;
  const why = failureReason === '' ? '' : `: ${failureReason}`;
  const silent = !waits && state === 'installed' ? ', and has not said since that it starts' : '';
  return `${stands}${silent}${why}`;
}
