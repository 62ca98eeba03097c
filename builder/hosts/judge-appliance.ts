import type { Host } from './types.ts';

const MOST_NAMES = 5;

/**
 * Whom a machine that waits for an appliance still waits for: nobody when there are no such hosts. A host counts that has been
 * ready since its installation: one that starts again, or has failed since, is no reason to wait for ever.
 *
 * @param hosts of the appliance
 * @param howMany of them must have been ready
 * @returns those that are missing, as "database-0-0 (starting)"; empty: it may go on
 */
export function listAwaited(
  hosts: readonly Pick<Host, 'name' | 'state' | 'readySeconds'>[],
  howMany: 'all' | 'one',
): readonly string[] {
  const missing = hosts.filter(({ readySeconds }) => readySeconds === undefined);
  if (howMany === 'one' && missing.length < hosts.length) return [];
  const names = missing.slice(0, MOST_NAMES).map(({ name, state }) => `${name} (${state})`);
  const more = missing.length - names.length;
  return more > 0 ? [...names, `${more} more`] : names;
}
