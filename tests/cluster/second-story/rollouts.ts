import * as assert from 'uvu/assert';
import type { RolloutView } from '../../../builder/frontend/web/types.ts';
import type { FrontendMachine } from '../frontend-machine.ts';
import { show } from '../tell.ts';

const PATIENT = '--silent --fail --retry 20 --retry-delay 3 --retry-all-errors';

/** Begins a rollout. @returns its number */
export async function beginRollout(frontend: FrontendMachine, command: string): Promise<number> {
  const said = await frontend.must(command);
  const id = Number(/^Rollout (\d+): /m.exec(said)?.[1]);
  assert.ok(id > 0, said);
  return id;
}

/** A rollout as the web page has it: the command would start Node each time. */
export async function readRollout(frontend: FrontendMachine, id: number): Promise<RolloutView> {
  const said = await frontend.must(`curl ${PATIENT} http://127.0.0.1/cairn/rollouts`);
  const found = (JSON.parse(said) as readonly RolloutView[]).find((one) => one.id === id);
  if (found === undefined) throw new Error(`Rollout ${id} is not in ${said}`);
  return found;
}

export function stepsOf({ hosts }: RolloutView): Readonly<Record<string, string>> {
  return Object.fromEntries(hosts.map(({ host, step }) => [host, step]));
}

/** Waits until it is over, with a line for each host that comes to another step. */
export async function untilOver(
  frontend: FrontendMachine,
  id: number,
  timeoutSeconds: number,
): Promise<RolloutView> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let told = '';
  for (;;) {
    const rollout = await readRollout(frontend, id);
    const now = [
      `rollout ${id} ${rollout.state} ${rollout.reason}`.trimEnd(),
      ...rollout.hosts.map(({ host, step, why }) => `  ${host}: ${step} ${why}`.trimEnd()),
    ].join('\n');
    if (now !== told) show(now);
    told = now;
    if (rollout.state === 'done' || rollout.state === 'stopped') return rollout;
    if (Date.now() > deadline) throw new Error(`${timeoutSeconds} s were not enough for\n${now}`);
    await frontend.rest();
  }
}
