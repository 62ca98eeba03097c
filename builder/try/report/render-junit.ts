import { escapeMarkup } from '../../render/picture/escape.ts';
import type { CheckResult } from '../checks/verdict.ts';
import { countWrong, type TrialReport } from './trial-report.ts';

/** The report in the form of JUnit, which continuous integration reads: a suite for each machine. */
export function renderJunit(report: TrialReport): string {
  const { name, checks, failures, machines, seconds } = report;
  const suites = machines.map(({ host, appliance }) =>
    renderSuite(
      host,
      checks.filter((check) => check.host === host).map((check) => renderCase(appliance, check)),
      checks.filter((check) => check.host === host && !check.ok).length,
    ),
  );
  const install = failures.map(
    ({ message, hint = '' }) =>
      `    <testcase classname="installation" name="${escapeXml(message)}">\n` +
      `      <failure message="${escapeXml(message)}">${escapeXml(hint)}</failure>\n    </testcase>\n`,
  );
  if (install.length > 0) suites.push(renderSuite('installation', install, install.length));
  const wrong = countWrong(report);
  const head = `<testsuites name="${escapeXml(name)}" tests="${checks.length + failures.length}" failures="${wrong}" time="${seconds.toFixed(3)}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`;
}

function renderSuite(name: string, cases: readonly string[], failures: number): string {
  const head = `  <testsuite name="${escapeXml(name)}" tests="${cases.length}" failures="${failures}">`;
  return `${head}\n${cases.join('')}  </testsuite>\n`;
}

function renderCase(appliance: string, { ok, id, title, detail, seconds }: CheckResult): string {
  const head = `    <testcase classname="${escapeXml(appliance)}" name="${escapeXml(`${id}: ${title}`)}" time="${seconds.toFixed(3)}"`;
  if (ok) return `${head}/>\n`;
  const [message = title] = detail;
  return `${head}>\n      <failure message="${escapeXml(message)}">${escapeXml(detail.join('\n'))}</failure>\n    </testcase>\n`;
}

/** For attributes too: the end of a line stays one in them. */
function escapeXml(text: string): string {
  return escapeMarkup(text.replaceAll('\r', '')).replaceAll('\n', '&#10;');
}
