import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CheckResult } from '../../builder/try/checks/verdict.ts';
import type { TrialReport } from '../../builder/try/report/trial-report.ts';

/** What runs with `--keep`, and which words before a program run it there. */
export type RunningHosts = readonly { readonly host: string; readonly enter: readonly string[] }[];

/** A line of what `cairn try --json` prints. */
export interface TrialEvent {
  readonly type: string;
  /** Of a step: which one, and what happens. */
  readonly title?: string;
  readonly line?: string;
  readonly report?: TrialReport;
  /** Once everything was checked, with `--keep`. */
  readonly hosts?: RunningHosts;
}

/** Runs a trial with the image that `scripts/test` has built; `onEvent` sees its events as they come. */
export async function tryRecipe(
  recipe: string,
  words: readonly string[],
  onEvent: (event: TrialEvent, pid: number) => void | Promise<void> = () => {},
): Promise<{ readonly status: number | null; readonly report: TrialReport | undefined }> {
  const images = process.env['CAIRN_TEST_IMAGES'] ?? 'output';
  const command = ['node_modules/.bin/cairn', 'try', recipe, '--json', '--output', images];
  const child = spawn(process.execPath, [...command, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let report: TrialReport | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as TrialEvent;
    report = event.report ?? report;
    await onEvent(event, child.pid!);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { status: child.exitCode, report };
}

/** A trial of which somebody looked at all machines while they ran. */
export interface VisitedTrial<Found> {
  readonly report: TrialReport | undefined;
  /** What was found, or why it was not; undefined where nothing came to run. */
  readonly found: Promise<Found> | undefined;
}

/** Runs a trial with all machines left running after its checks until `look` has seen enough. */
export async function visitTrial<Found>(
  recipe: string,
  words: readonly string[],
  look: (hosts: RunningHosts) => Promise<Found>,
  onEvent: (event: TrialEvent) => void = () => {},
): Promise<VisitedTrial<Found>> {
  let found: Promise<Found> | undefined;
  const { report } = await tryRecipe(recipe, ['--keep', ...words], (event, pid) => {
    onEvent(event);
    if (event.hosts === undefined) return;
    found = look(event.hosts).finally(() => process.kill(pid, 'SIGINT'));
    // Whoever awaits it is told
    found.catch(() => {});
  });
  return { report, found };
}

/** Checks of a host without their lines in files, those of its second installation apart. */
export function idsOf({ checks }: TrialReport, host: string, after?: CheckResult['after']): string[] {
  return checks
    .filter((check) => check.host === host && check.after === after)
    .map(({ id }) => id.replace(/:\d+$/, ''));
}

/** What a report says went wrong, for people. */
export function describeWrong({ checks, failures }: TrialReport): string {
  return JSON.stringify([...failures, ...checks.filter(({ ok }) => !ok)], undefined, 1);
}
