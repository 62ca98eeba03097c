import { type ChangePlan, renderPlan } from '../../../graph/mod.ts';
import { foldNodeSet } from '../../../hosts/mod.ts';
import type { ApplyAnswer } from '../../../model/mod.ts';
import type { MachineAnswer } from './ask-machines.ts';

/** True where a machine is as it is to be, or became so, and nobody changed anything by hand. */
export function isGood({ answer }: MachineAnswer): boolean {
  if (answer === undefined || answer.failure !== undefined) return false;
  return (
    answer.plan.verdict !== 'reinstall' && answer.drift.every((path) => answer.overwritten.includes(path))
  );
}

/** What machines answered, those with the same answer once. */
export function renderAnswers(answers: readonly MachineAnswer[], dryRun: boolean): string {
  const groups = new Map<string, string[]>();
  for (const { host, answer, why } of answers) {
    const text = answer === undefined ? `: ${why}` : renderAnswer(answer, dryRun);
    groups.set(text, [...(groups.get(text) ?? []), host]);
  }
  return [...groups].map(([text, hosts]) => `${foldNodeSet(hosts)}${text}\n`).join('');
}

function renderAnswer(
  { plan, drift, overwritten, failure }: ApplyAnswer<ChangePlan>,
  dryRun: boolean,
): string {
  const left = drift.filter((path) => !overwritten.includes(path));
  const lines = [
    `: ${describe(plan, failure, dryRun)}${left.length === 0 ? '' : ', drift'}`,
    ...renderPlan(plan),
    ...left.map((path) => `  changed by hand, left alone: ${path}`),
    ...overwritten.map((path) => `  changed by hand, written over (what it held: ${path}.cairn-old)`),
    ...(failure ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
    ...(plan.verdict === 'reinstall' ? ['  nothing was changed: cairn host reinstall'] : []),
  ];
  return lines.join('\n');
}

function describe({ verdict }: ChangePlan, failure: string | undefined, dryRun: boolean): string {
  if (failure !== undefined) return 'failed; the next "cairn host apply" goes on';
  if (verdict === 'in place') return dryRun ? 'in place' : 'applied';
  return verdict;
}
