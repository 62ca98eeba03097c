import type { RunResult } from '../../io/mod.ts';
import type { TrialResult } from '../../model/mod.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';

/** A machine of a trial that was installed: what its checks look at. */
export interface TriedMachine
  extends Pick<TrialResult, 'hostname' | 'appliance' | 'units' | 'settings' | 'secrets'> {
  readonly planned: PlannedMachine;
}

/** A machine that runs, in a container or in QEMU. */
export interface Guest {
  readonly machine: TriedMachine;
  /** How many times as long as in a container everything may take. */
  readonly patience: number;
  /** Runs a program in it as root; its exit status is its own, and no failure. */
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<RunResult>;
  /** Words before a program that is to run in it, from this process' own place. */
  readonly enter: readonly string[];
  /** Switches it off, as an administrator does; what it has written stays. */
  readonly stop: () => Promise<void>;
}

export interface ExecOptions {
  readonly input?: string;
  /** In a container; 60 when left out. */
  readonly timeoutSeconds?: number;
}

/** Where root finds programs on a guest, and how they talk. */
export const ENVIRONMENT = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'TERM=dumb',
] as const;

/** Words before a program: it has nothing of whoever asks, and an end. */
export function boundedWords(timeoutSeconds = 60): readonly string[] {
  return ['env', '-i', ...ENVIRONMENT, 'timeout', '-k', '5', String(timeoutSeconds)];
}
