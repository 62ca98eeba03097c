import type { Host } from '../types.ts';

/** What is done to each host of a rollout: it is installed anew, or brought to its description as it runs. */
export const ROLLOUT_KINDS = ['reinstall', 'apply'] as const;
export type RolloutKind = (typeof ROLLOUT_KINDS)[number];

/** `stopping`: hosts under way are waited for, and no other is begun. The last two are over. */
export const ROLLOUT_STATES = ['running', 'stopping', 'stopped', 'done'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/**
 * Where a host of a rollout stands. `beginning` is written before anything is done to it, and `begun` after; `gone` is one
 * that was removed meanwhile.
 */
export const ROLLOUT_STEPS = ['waiting', 'draining', 'beginning', 'begun', 'good', 'failed', 'gone'] as const;
export type RolloutStep = (typeof ROLLOUT_STEPS)[number];

/** What somebody asks for. */
export interface RolloutWish {
  readonly kind: RolloutKind;
  /** Hosts of a wave. */
  readonly atOnce: number;
  /** So many hosts that fail stop it. */
  readonly stopAfter: number;
  /** So long a host may take from its beginning until it is back. */
  readonly hostSeconds: number;
  /** Hosts are drained first, and fail where that takes longer; left out: nobody asks for it. */
  readonly drainSeconds?: number;
  /** The disks that hosts were installed on may be gone. */
  readonly isNewDisk: boolean;
  /** Files that somebody changed by hand are written over. */
  readonly isOverwriting: boolean;
}

export interface Rollout extends RolloutWish {
  readonly id: number;
  readonly state: RolloutState;
  /** Why it stops or has stopped; empty where it does not. */
  readonly reason: string;
  readonly madeSeconds: number;
  readonly endedSeconds?: number;
  /** In their order: by wave. */
  readonly hosts: readonly RolloutHost[];
}

export interface RolloutHost {
  readonly host: string;
  /** From 1. */
  readonly wave: number;
  readonly step: RolloutStep;
  /** When it came to this step. */
  readonly sinceSeconds: number;
  /** When it was begun; left out before. */
  readonly begunSeconds?: number;
  /** Why it failed or is not drained yet; may be empty. */
  readonly why: string;
  /** A failure from before the rollout was resumed does not count any more. */
  readonly isCounted: boolean;
}

/** What is known of a host when it is judged. */
export interface RolloutSight {
  readonly host: Host;
  /** When it was heard last, where hosts say that they are alive. */
  readonly heardSeconds?: number;
  /** Nothing was heard of it for too long. */
  readonly isSilent?: boolean;
  /** Name of the release that it said last that it runs. */
  readonly said?: string;
  /** Name of the release that it gets; left out where nobody says so. */
  readonly wanted?: string;
}

/** Hosts whose work was interrupted, as by a machine that lost its power. */
export function isUnderWay({ step }: Pick<RolloutHost, 'step'>): boolean {
  return step === 'beginning' || step === 'begun';
}

/** Nothing is to be done for it any more. */
export function isSettled({ step }: Pick<RolloutHost, 'step'>): boolean {
  return step === 'good' || step === 'failed' || step === 'gone';
}

/** A rollout that is over is carried on by nobody, unless it is resumed. */
export function isOver({ state }: Pick<Rollout, 'state'>): boolean {
  return state === 'stopped' || state === 'done';
}
