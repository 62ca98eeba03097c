import { cleanLine, type FirstBootReport, type InstallReport } from '../model/mod.ts';
import { FIRST_BOOT, failedAtFirstBoot, type Host, MAX_FAILURES } from './types.ts';

/** What changes of a host; what is left out stays as it was. */
export type HostProgress = Pick<
  Host,
  'bootAction' | 'state' | 'phase' | 'percent' | 'sinceSeconds' | 'failures' | 'failureReason' | 'disk'
>;

const MAX_TEXT = 500;

/**
 * What a report makes of a host. After `finished` it starts from its disk. A failure is counted, and so is an
 * installation that began anew without a word about the last: the third in a row makes the action `rescue`, so
 * that nothing installs for ever. A first boot that failed is over when its scripts have run well after all.
 */
export function applyReport(
  host: Host,
  report: InstallReport | FirstBootReport,
  nowSeconds: number,
): HostProgress {
  const { bootAction, failures, failureReason } = host;
  const same = { bootAction, failures, failureReason, sinceSeconds: nowSeconds };
  const done = { state: 'installed', phase: '', percent: 100, failures: 0, failureReason: '' } as const;
  switch (report.event) {
    case 'started': {
      const begun = { ...same, state: 'installing', phase: 'started', percent: 0 } as const;
      if (host.state !== 'installing') return begun;
      return { ...begun, ...countFailure(host, `Started again after phase "${host.phase}"`) };
    }
    case 'phase': {
      const phase = keepLine(report.phase);
      const percent = clampPercent(report.percent ?? host.percent);
      const sinceSeconds =
        phase === host.phase && host.state === 'installing' ? host.sinceSeconds : nowSeconds;
      return { ...same, state: 'installing', phase, percent, sinceSeconds };
    }
    case 'finished':
      return {
        ...{ ...done, bootAction: 'os', sinceSeconds: nowSeconds },
        ...(report.disk === undefined ? {} : { disk: report.disk }),
      };
    case 'failed':
    case 'first-boot-failed': {
      const reason = keepLine(report.text) || 'The installer gave no reason';
      // A second word about the same failure is not a second failure.
      const counted =
        host.state === 'failed'
          ? { ...same, failureReason: reason }
          : { ...same, ...countFailure(host, reason) };
      const phase = report.event === 'failed' ? host.phase : FIRST_BOOT;
      return { ...counted, state: 'failed', phase, percent: host.percent };
    }
    case 'first-boot-done':
      if (failedAtFirstBoot(host)) return { ...same, ...done };
      return {
        ...same,
        state: host.state,
        phase: host.phase,
        percent: host.percent,
        sinceSeconds: host.sinceSeconds,
      };
  }
}

function countFailure(
  host: Host,
  reason: string,
): Pick<HostProgress, 'bootAction' | 'failures' | 'failureReason'> {
  const failures = host.failures + 1;
  const bootAction = failures >= MAX_FAILURES ? 'rescue' : host.bootAction;
  return { failures, bootAction, failureReason: reason };
}

function clampPercent(percent: number): number {
  return Number.isFinite(percent) ? Math.round(Math.min(100, Math.max(0, percent))) : 0;
}

/** Text of a machine as one line of bounded length. */
export function keepLine(text: string): string {
  return cleanLine(text).trim().slice(0, MAX_TEXT);
}
