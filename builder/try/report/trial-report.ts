import type { Problem } from '../../model/mod.ts';
import type { Listener } from '../checks/parse-listeners.ts';
import type { CheckResult } from '../checks/verdict.ts';
import type { MachineTimes } from '../machine/make-machine.ts';

/** One machine of a trial. */
export interface MachineReport extends MachineTimes {
  readonly host: string;
  readonly appliance: string;
  readonly address: string;
  /** The second time, over itself. */
  readonly again?: MachineTimes;
  /** What the network may reach. */
  readonly ports: readonly Listener[];
}

/** What the machines of a trial run in: containers, or virtual machines of QEMU. */
export type Ground = 'container' | 'machine';

/** All of a trial, as data: what `--json` prints at its end. */
export interface TrialReport {
  readonly format: 1;
  readonly ground: Ground;
  readonly name: string;
  readonly version: string;
  readonly machines: readonly MachineReport[];
  readonly checks: readonly CheckResult[];
  /** What kept machines from being tried. */
  readonly failures: readonly Problem[];
  readonly seconds: number;
}

/** What was not shown, and why: said with every report. */
export const NOT_SHOWN: Readonly<
  Record<Ground, { readonly title: string; readonly lines: readonly string[] }>
> = {
  container: {
    title: 'A container cannot show',
    lines: [
      "the kernel, its modules and the initial RAM disk: the host's kernel runs",
      'disks: partitions, file systems, kept data; the boot loader and the firmware',
      'the way of a boot script through firmware and boot loader: it is asked for as iPXE does, and followed',
      "the clock, and an NFS server where the host's kernel has none",
    ],
  },
  machine: {
    title: 'A virtual machine does not show',
    lines: [
      'hardware: its own firmware, controllers, cards and management boards',
      'whether the same profile again gives the same files, which a trial in containers does',
      'whether the value of a secret is in a file that everybody can read: private keys are looked for',
    ],
  },
};

type Found = Pick<TrialReport, 'checks' | 'failures'>;

/** How much was found wrong; what kept a machine from being tried counts as one. */
export function countWrong({ checks, failures }: Found): number {
  return failures.length + checks.filter(({ ok }) => !ok).length;
}

/** True when everything was tried, and nothing found wrong. */
export function hasPassed(report: Found): boolean {
  return countWrong(report) === 0;
}
