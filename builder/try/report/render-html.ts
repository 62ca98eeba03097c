import { countOf, formatProblem } from '../../model/mod.ts';
import { escapeMarkup } from '../../render/picture/escape.ts';
import { renderListeners } from '../checks/parse-listeners.ts';
import type { CheckResult } from '../checks/verdict.ts';
import { planBars } from './plan-bars.ts';
import styleTemplate from './report.css.ejs';
import pageTemplate from './report.html.ejs';
import { countWrong, NOT_SHOWN, type TrialReport } from './trial-report.ts';

/** The report as one HTML page without any other file, and without a script: verdicts, times, and what failed. */
export function renderHtml(report: TrialReport): string {
  const { ground, name, version, machines, checks, failures, seconds } = report;
  const wrong = countWrong(report);
  const of = `${countOf(checks.length + failures.length, 'check')} on ${countOf(machines.length, 'machine')}`;
  const isGood = wrong === 0;
  return pageTemplate({
    title: escapeMarkup(`${name} ${version}`),
    style: styleTemplate({}),
    verdict: escapeMarkup(`${isGood ? 'passed' : `${wrong} FAILED`}, ${of}, ${seconds.toFixed(1)} s`),
    verdictClass: isGood ? 'good' : 'bad',
    failures: failures.map((problem) => escapeMarkup(formatProblem(problem))),
    rows: planBars(machines).map(({ label, seconds: all, bars }) => ({
      label: escapeMarkup(label),
      seconds: all.toFixed(1),
      bars: bars.map(({ title, seconds: one, percent, kind }) => ({
        ...{ kind, width: percent.toFixed(2) },
        title: escapeMarkup(`${title}: ${one.toFixed(1)} s`),
      })),
    })),
    machines: machines.map(({ host, appliance, address, ports }) => ({
      host: escapeMarkup(host),
      appliance: escapeMarkup(appliance),
      address: escapeMarkup(address),
      ports: escapeMarkup(ports.length === 0 ? 'none' : renderListeners(ports)),
      checks: checks.filter((check) => check.host === host).map(describeCheck),
    })),
    notShownTitle: NOT_SHOWN[ground].title,
    notShown: NOT_SHOWN[ground].lines.map(escapeMarkup),
  });
}

function describeCheck({ ok, id, title, detail, seconds, after }: CheckResult): object {
  return {
    verdict: ok ? 'ok' : 'FAILED',
    verdictClass: ok ? 'good' : 'bad',
    id: escapeMarkup(id),
    title: escapeMarkup(after === undefined ? title : `${title} (after a ${after})`),
    detail: escapeMarkup(detail.join('\n')),
    seconds: seconds.toFixed(1),
  };
}
