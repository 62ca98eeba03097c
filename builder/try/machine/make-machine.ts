import type { TrialStage } from '../../model/mod.ts';
import type { FileList } from '../files/compare-files.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';
import type { KnownHost } from './ask-service.ts';
import type { Guest } from './guest.ts';

/** Where a machine comes from. */
export type Start =
  | { readonly kind: 'medium'; readonly siteText: string | undefined }
  /** The frontend's address, and what it calls the machine. */
  | { readonly kind: 'network'; readonly frontend: string; readonly host: KnownHost };

/** How long it took to install and start a machine. */
export interface MachineTimes {
  readonly stages: readonly TrialStage[];
  readonly installSeconds: number;
  /** From the power button until the system was running. */
  readonly startSeconds: number;
}

/** A machine that was installed and started. */
export interface MadeMachine extends MachineTimes {
  readonly guest: Guest;
  /** On the private network. */
  readonly address: string;
  /** What it has of its own, as the installation left it; undefined where nobody can look before its first start. */
  readonly files: FileList | undefined;
}

/**
 * Installs a machine and starts it: over itself, where it was made before and is off.
 *
 * @param onLine each line that its installer tells
 * @throws {BuildError} TRY_FAILED with what the installer says
 */
export type MakeMachine = (
  planned: PlannedMachine,
  from: Start,
  onLine: (line: string) => void,
) => Promise<MadeMachine>;
