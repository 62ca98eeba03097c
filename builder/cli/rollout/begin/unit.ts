import { ANY_STATUS, run } from '../../../io/mod.ts';

/** The unit of systemd that carries a rollout out. */
export function unitOf(id: number): string {
  return `cairn-rollout@${id}.service`;
}

/**
 * From now on, and after a restart of the frontend. One that is at its end may have seen its last look already: it begins
 * anew, which does no harm.
 *
 * @throws {BuildError} COMMAND_FAILED, COMMAND_MISSING
 */
export async function startUnit(id: number): Promise<void> {
  await run(['systemctl', '--quiet', 'enable', unitOf(id)]);
  await run(['systemctl', '--no-block', 'restart', unitOf(id)]);
}

/** Nobody starts it any more. @throws {BuildError} COMMAND_FAILED, COMMAND_MISSING */
export async function forgetUnit(id: number): Promise<void> {
  await run(['systemctl', '--quiet', 'disable', unitOf(id)]);
}

/** Whether somebody carries it out; undefined: it is not known, as where no systemd runs. */
export async function isCarriedOut(id: number): Promise<boolean | undefined> {
  const asked = run(['systemctl', 'is-active', unitOf(id)], { okCodes: ANY_STATUS });
  const state = (await asked.catch(() => undefined))?.stdout.trim();
  if (state === undefined || state === '') return undefined;
  return state === 'active' || state === 'activating' || state === 'reloading';
}
