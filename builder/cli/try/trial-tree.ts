import { cleanLine, countOf } from '../../model/mod.ts';
import type { CheckResult } from '../../try/checks/verdict.ts';
import type { TrialPlan } from '../../try/plan/plan-trial.ts';
import { type Color, paint, type TerminalStyle } from '../terminal/style.ts';

/** What is known of one machine of a trial. */
interface Row {
  readonly title: string;
  readonly appliance: string;
  state: 'waiting' | 'working' | 'checked' | 'failed';
  /** What it does. */
  line: string;
  sinceMs: number;
  passed: number;
  failed: number;
}

/** A trial as a tree: appliances, their machines, and what each does. */
export interface TrialTree {
  readonly step: (title: string, line: string, nowMs: number) => void;
  readonly check: (title: string, result: CheckResult, nowMs: number) => void;
  readonly render: (nowMs: number, style: TerminalStyle) => readonly string[];
}

const COLORS: Readonly<Record<Row['state'], Color | undefined>> = {
  waiting: 'dim',
  working: 'cyan',
  checked: 'green',
  failed: 'red',
};

export function growTrialTree(plan: TrialPlan): TrialTree {
  const rows = [plan.frontend, ...plan.hosts].map(
    ({ title, appliance }): Row => ({
      ...{ title, appliance, state: 'waiting', line: '', sinceMs: 0, passed: 0, failed: 0 },
    }),
  );
  const find = (title: string): Row | undefined => rows.find((row) => row.title === title);
  const appliances = [...new Set(rows.map(({ appliance }) => appliance))];
  const width = Math.max(...rows.map(({ title }) => title.length));
  return {
    step(title, line, nowMs) {
      const row = find(title);
      if (row === undefined) return;
      Object.assign(row, { line, sinceMs: nowMs, state: line === 'FAILED' ? 'failed' : 'working' });
    },
    check(title, { ok, title: line }, nowMs) {
      const row = find(title);
      if (row === undefined) return;
      if (ok) row.passed += 1;
      else row.failed += 1;
      Object.assign(row, { line, sinceMs: nowMs, state: row.failed > 0 ? 'failed' : 'checked' });
    },
    render(nowMs, style) {
      const [branch, last, stem, none] = style.blocks ? ['├─', '└─', '│ ', '  '] : ['|-', '`-', '| ', '  '];
      const lines = appliances.flatMap((appliance, at) => {
        const isLast = at === appliances.length - 1;
        const own = rows.filter((row) => row.appliance === appliance);
        return [
          `${isLast ? last : branch} ${appliance}`,
          ...own.map((row, index) => {
            const end = index === own.length - 1 ? last : branch;
            return `${isLast ? none : stem} ${end} ${renderRow(row, width, nowMs, style)}`;
          }),
        ];
      });
      const sum = (key: 'passed' | 'failed'): number => rows.reduce((all, row) => all + row[key], 0);
      return [...lines, `${countOf(sum('passed') + sum('failed'), 'check')}, ${sum('failed')} failed`];
    },
  };
}

function renderRow(row: Row, width: number, nowMs: number, style: TerminalStyle): string {
  const { title, state, line, sinceMs, passed, failed } = row;
  const color = COLORS[state];
  const name = paint(title.padEnd(width), color, style);
  if (state === 'waiting') return `${name}  ${paint(state, color, style)}`;
  const checks = passed + failed === 0 ? '' : `${passed} ok${failed === 0 ? '' : `, ${failed} failed`}  `;
  const since = `${Math.round((nowMs - sinceMs) / 1000)} s`.padStart(5);
  return `${name} ${since}  ${checks === '' ? '' : paint(checks, color, style)}${cleanLine(line)}`;
}
