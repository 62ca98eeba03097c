import { failedAtStart, type Host } from '../../../hosts/mod.ts';

/** Upper bounds of the classes that durations are counted in, seconds: from a container to a machine that compiles. */
export const DURATION_BOUNDS = [60, 120, 180, 300, 450, 600, 900, 1200, 1800, 3600] as const;

/** Installations of one appliance since the service was started. */
export interface InstallCount {
  installed: number;
  failed: number;
  /** Of those whose beginning was seen too: how many took so long at most, by `DURATION_BOUNDS`, not summed up. */
  readonly classes: number[];
  /** Longer than all bounds. */
  longer: number;
  totalSeconds: number;
}

/** Counts installations as hosts change; what it holds grows with appliances and with hosts that are being installed. */
export interface InstallCounts {
  /** @param before undefined: it was not known */
  readonly see: (before: Host | undefined, now: Host) => void;
  readonly forget: (name: string) => void;
  readonly byAppliance: () => ReadonlyMap<string, Readonly<InstallCount>>;
}

export function createInstallCounts(): InstallCounts {
  const counts = new Map<string, InstallCount>();
  const started = new Map<string, number>();
  const countOf = (appliance: string): InstallCount => {
    const known = counts.get(appliance);
    if (known !== undefined) return known;
    const classes = DURATION_BOUNDS.map(() => 0);
    const fresh: InstallCount = { installed: 0, failed: 0, classes, longer: 0, totalSeconds: 0 };
    counts.set(appliance, fresh);
    return fresh;
  };
  return {
    see: (before, now) => {
      if (before === undefined) return;
      const { name, appliance, sinceSeconds } = now;
      const began = before.state !== 'installing' && now.state === 'installing';
      const ended = before.state === 'installing' && now.state !== 'installing';
      // One that begins anew without a word about the last was interrupted
      const failed = now.failures > before.failures && !failedAtStart(now);
      if (failed) countOf(appliance).failed += 1;
      if (ended && !failed && now.state !== 'failed' && now.state !== 'new')
        observe(countOf(appliance), started.get(name), sinceSeconds);
      if (ended || failed) started.delete(name);
      if (began || (failed && now.state === 'installing')) started.set(name, sinceSeconds);
    },
    forget: (name) => void started.delete(name),
    byAppliance: () => counts,
  };
}

function observe(count: InstallCount, startedSeconds: number | undefined, endSeconds: number): void {
  count.installed += 1;
  if (startedSeconds === undefined) return;
  const seconds = Math.max(0, endSeconds - startedSeconds);
  const at = DURATION_BOUNDS.findIndex((bound) => seconds <= bound);
  if (at < 0) count.longer += 1;
  else count.classes[at]! += 1;
  count.totalSeconds += seconds;
}
