import { cleanLine, type InstallReport } from '../model/mod.ts';
import { type Host, MAX_FAILURES } from './types.ts';

/** What changes of a host; its disk and release stay as they were where they are left out, and it was never ready. */
export type HostProgress = Pick<
  Host,
  | 'bootAction'
  | 'state'
  | 'phase'
  | 'percent'
  | 'sinceSeconds'
  | 'failures'
  | 'failureReason'
  | 'disk'
  | 'release'
  | 'readySeconds'
>;

const MAX_TEXT = 500;

/**
 * What a report makes of a host. After `finished` it starts from its disk. A failure is counted, and so is an
 * installation that began anew without a word about the last: the third in a row makes the action `rescue`, so
 * that nothing installs for ever.
 */
export function applyReport(host: Host, report: InstallReport, nowSeconds: number): HostProgress {
  const { bootAction, failures, failureReason } = host;
  const same = { bootAction, failures, failureReason, sinceSeconds: nowSeconds };
  const known = host.readySeconds === undefined ? {} : { readySeconds: host.readySeconds };
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
      return { ...same, ...known, state: 'installing', phase, percent, sinceSeconds };
    }
    case 'finished':
      return {
        bootAction: 'os',
        state: 'installed',
        phase: '',
        percent: 100,
        sinceSeconds: nowSeconds,
        failures: 0,
        failureReason: '',
        ...(report.disk === undefined ? {} : { disk: report.disk }),
        ...(report.release === undefined ? {} : { release: report.release }),
      };
    case 'failed': {
      const reason = keepLine(report.text) || 'The installer gave no reason';
      // A second word about the same failure is not a second failure.
      const counted =
        host.state === 'failed'
          ? { ...same, failureReason: reason }
          : { ...same, ...countFailure(host, reason) };
      return { ...counted, ...known, state: 'failed', phase: host.phase, percent: host.percent };
    }
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
