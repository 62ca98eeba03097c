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

/** Why a machine is not as it is to be, in one line; undefined where it is. */
export function explainAnswer(one: MachineAnswer): string | undefined {
  const { answer, why = 'it gave no answer' } = one;
  if (answer === undefined) return why;
  if (isGood(one)) return undefined;
  const { plan, failure, drift, overwritten } = answer;
  if (failure !== undefined) return failure.split('\n')[0]!;
  if (plan.verdict === 'reinstall') return `it must be installed anew: ${plan.reasons.join('; ')}`;
  return `changed by hand, left alone: ${drift.filter((path) => !overwritten.includes(path)).join(', ')}`;
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
