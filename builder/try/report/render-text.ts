import { countOf, formatProblem } from '../../model/mod.ts';
import { renderListeners } from '../checks/parse-listeners.ts';
import type { CheckResult } from '../checks/verdict.ts';
import type { MachineTimes } from '../machine/make-machine.ts';
import { countWrong, type MachineReport, NOT_SHOWN, type TrialReport } from './trial-report.ts';

/** The report for people: a block for each machine, what failed with its reasons, and what was not tried. */
export function renderText(report: TrialReport): string {
  const { ground, name, version, machines, checks, failures, seconds } = report;
  const wrong = countWrong(report);
  const verdict =
    wrong === 0
      ? `passed, ${countOf(checks.length, 'check')}`
      : `FAILED, ${wrong} of ${countOf(checks.length + failures.length, 'check')}`;
  return [
    ...machines.flatMap((machine) => renderMachine(machine, checks)),
    ...failures.flatMap((problem) => [formatProblem(problem), '']),
    `${NOT_SHOWN[ground].title}:`,
    ...NOT_SHOWN[ground].lines.map((text) => `  - ${text}`),
    '',
    `${name} ${version}: ${verdict} on ${countOf(machines.length, 'machine')} in ${seconds.toFixed(1)} s`,
    '',
  ].join('\n');
}

function renderMachine(machine: MachineReport, checks: readonly CheckResult[]): string[] {
  const { host, appliance, address, again, ports } = machine;
  const own = checks.filter((check) => check.host === host);
  const second = own.filter(({ after }) => after !== undefined);
  return [
    `${host} (${appliance}, ${address})`,
    `  ${renderTimes(machine)}`,
    `  open ports: ${ports.length === 0 ? 'none' : renderListeners(ports)}`,
    ...own.filter(({ after }) => after === undefined).flatMap(renderCheck),
    ...(again === undefined ? [] : [`  a second time over itself: ${renderTimes(again)}`]),
    ...second.flatMap(renderCheck),
    '',
  ];
}

function renderTimes({ stages, installSeconds, startSeconds }: MachineTimes): string {
  const cached = stages.filter((stage) => stage.cached).map(({ title }) => title.toLowerCase());
  const from = cached.length === 0 ? '' : ` (done before: ${cached.join(', ')})`;
  return `installed in ${installSeconds.toFixed(1)} s${from}; running ${startSeconds.toFixed(1)} s after its start`;
}

/** One line, and below it what was found. */
export function renderCheck({ ok, id, title, detail }: CheckResult): string[] {
  return [`  ${ok ? 'ok  ' : 'FAIL'} ${id}: ${title}`, ...detail.map((line) => `         ${line}`)];
}
