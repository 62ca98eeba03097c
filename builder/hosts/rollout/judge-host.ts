import { describeStand, judgeWait } from '../judge-wait.ts';
import { type Host, isInstalled } from '../types.ts';
import type { RolloutHost, RolloutKind, RolloutSight } from './types.ts';

export interface RolloutVerdict {
  readonly kind: 'waiting' | 'good' | 'failed';
  /** How it stands, or why it failed. */
  readonly why: string;
}

/** Whether a host that was begun is back, and as it should be. */
export function judgeHost(kind: RolloutKind, sight: RolloutSight, begunSeconds: number): RolloutVerdict {
  return kind === 'reinstall' ? judgeReinstalled(sight, begunSeconds) : judgeApplied(sight);
}

/**
 * Back is one whose installation went well, and whose start did too. Where its nodes say nothing of starts, it is back when
 * it was heard after its installation.
 */
function judgeReinstalled(sight: RolloutSight, begunSeconds: number): RolloutVerdict {
  const { host } = sight;
  const why = describeStand(host);
  if (host.bootAction === 'install') return { kind: 'waiting', why };
  if (host.sinceSeconds < begunSeconds)
    return { kind: 'failed', why: `its boot action was made "${host.bootAction}" before it was installed` };
  switch (judgeWait(host, 'ready')) {
    case 'lost':
      return { kind: 'failed', why };
    case 'there':
      return judgeAlive(sight);
    case 'coming':
      return host.state === 'installed' && wasHeard(sight) ? judgeAlive(sight) : { kind: 'waiting', why };
  }
}

/** What was done to it has ended well before it is judged. */
function judgeApplied(sight: RolloutSight): RolloutVerdict {
  const { host } = sight;
  if (host.state === 'failed') return { kind: 'failed', why: describeStand(host) };
  if (!isInstalled(host.state) || host.state === 'starting')
    return { kind: 'waiting', why: describeStand(host) };
  const { said = '', wanted = said } = sight;
  // It says so each minute
  if (said !== '' && said !== wanted) return { kind: 'waiting', why: `it says that it runs release ${said}` };
  return judgeSilence(sight);
}

function wasHeard({ host, heardSeconds }: RolloutSight): boolean {
  return heardSeconds !== undefined && heardSeconds > host.sinceSeconds;
}

/** A release that was chosen for it meanwhile is another one than it runs. */
function judgeAlive(sight: RolloutSight): RolloutVerdict {
  const { release } = sight.host;
  const { wanted } = sight;
  if (release !== undefined && wanted !== undefined && release !== wanted)
    return { kind: 'failed', why: `it runs release ${release}, and is to run ${wanted}` };
  return judgeSilence(sight);
}

/** One that has never said that it lives, as with an older release, says nothing by its silence. */
function judgeSilence(sight: RolloutSight): RolloutVerdict {
  const { host, isSilent } = sight;
  if (isSilent === true && wasHeard(sight))
    return { kind: 'waiting', why: `${host.state}, and nothing is heard of it` };
  return { kind: 'good', why: '' };
}

/**
 * Whether a host that is to be installed still has to be restarted. After an interruption nobody knows how far the one who
 * began it came: one that installs, or has installed, is not restarted in the midst of it.
 */
export function needsRestart(
  host: Pick<Host, 'bootAction' | 'state' | 'sinceSeconds'>,
  begunSeconds: number,
): boolean {
  if (host.bootAction !== 'install') return false;
  // One that failed says so by itself, and installs again by itself
  return !((host.state === 'installing' || host.state === 'failed') && host.sinceSeconds >= begunSeconds);
}

/** A host that takes longer than it may. */
export function isLate(
  { begunSeconds }: Pick<RolloutHost, 'begunSeconds'>,
  hostSeconds: number,
  nowSeconds: number,
): boolean {
  return begunSeconds !== undefined && nowSeconds - begunSeconds > hostSeconds;
}
