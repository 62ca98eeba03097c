import * as assert from 'uvu/assert';
import type { ChangePlan, PlannedChange } from '../../../builder/graph/mod.ts';
import type { FrontendMachine } from '../frontend-machine.ts';

/** What `cairn host plan` says of one host; it asks nobody, and changes nothing. */
export async function readPlan(
  frontend: FrontendMachine,
  host: string,
  release: string,
): Promise<ChangePlan> {
  const command = `cairn host plan ${host} --release ${release} --format json`;
  const { status, output } = await frontend.ask(command);
  assert.ok(status <= 1, output);
  const { groups } = JSON.parse(output) as { groups: readonly { readonly plan?: ChangePlan }[] };
  const [plan] = groups.map((group) => group.plan);
  if (plan === undefined) throw new Error(`${host} has no plan: ${output}`);
  assert.is(status, plan.verdict === 'nothing' ? 0 : 1, output);
  return plan;
}

export function findChange(plan: ChangePlan, kind: string, name: string): PlannedChange {
  const found = plan.changes.find((change) => change.kind === kind && change.name === name);
  if (found === undefined) throw new Error(`No ${kind} ${name} is in ${JSON.stringify(plan, undefined, 1)}`);
  return found;
}
