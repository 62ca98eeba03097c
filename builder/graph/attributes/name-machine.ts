import type { AttributeMap } from '../../model/mod.ts';

/** A machine of an appliance that no site has named yet. */
export function nameMachine(appliance: string): AttributeMap {
  return { hostname: appliance, rack: '0', rank: '0' };
}
