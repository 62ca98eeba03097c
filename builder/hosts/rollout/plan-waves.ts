import type { RolloutHost } from './types.ts';

/** Hosts in their order, so many in a wave; waves count from 1. */
export function planWaves(
  names: readonly string[],
  atOnce: number,
): readonly Pick<RolloutHost, 'host' | 'wave'>[] {
  return names.map((host, index) => ({ host, wave: Math.floor(index / atOnce) + 1 }));
}

/** One wave of a rollout. `good`: every host of it is; `failed`: not every one, and none is waited for. */
export interface Wave {
  readonly wave: number;
  readonly verdict: 'waiting' | 'going' | 'good' | 'failed';
  readonly hosts: readonly RolloutHost[];
}

/** The waves of a rollout in their order, each judged. */
export function listWaves(hosts: readonly RolloutHost[]): readonly Wave[] {
  const waves = new Map<number, RolloutHost[]>();
  for (const host of hosts) {
    const known = waves.get(host.wave);
    if (known === undefined) waves.set(host.wave, [host]);
    else known.push(host);
  }
  return [...waves]
    .sort(([a], [b]) => a - b)
    .map(([wave, ofWave]) => ({ wave, verdict: judgeWave(ofWave), hosts: ofWave }));
}

/** A host that was removed meanwhile is no failure. */
export function judgeWave(hosts: readonly Pick<RolloutHost, 'step'>[]): Wave['verdict'] {
  const steps = hosts.map(({ step }) => step);
  if (steps.every((step) => step === 'waiting')) return 'waiting';
  if (steps.every((step) => step === 'good' || step === 'gone')) return 'good';
  return steps.every((step) => step === 'good' || step === 'gone' || step === 'failed') ? 'failed' : 'going';
}
