import type { DescribedMachine } from '../../../backends/mod.ts';
import type { KeptRecord } from '../../../frontend/state/mod.ts';
import { type ChangePlan, keyOf } from '../../../graph/mod.ts';
import type { ResolvedAttributes } from '../../../model/mod.ts';

/** Of more attributes nobody wants to know which of them it was. */
const MOST = 16;

/**
 * Names with each change the attributes that bring it about: with the old value of one of them alone the thing would be
 * another one again. What several bring about together has the names of all of them. Of secrets the old value is not known.
 *
 * @param redo describes the same machine with other values
 */
export function nameCauses(
  plan: ChangePlan,
  wanted: DescribedMachine,
  resolved: ResolvedAttributes,
  { summary }: Pick<KeptRecord, 'summary'>,
  redo: (resolved: ResolvedAttributes) => DescribedMachine | string,
): ChangePlan {
  const changed = plan.attributes.filter(({ name }) => resolved.get(name)?.secret !== true);
  if (changed.length === 0 || changed.length > MOST || plan.changes.length === 0) return plan;
  const now = new Map(wanted.record.things.map((thing) => [keyOf(thing), thing.digest]));
  const causes = new Map<string, string[]>();
  for (const { name } of changed) {
    const described = redo(withValue(resolved, name, summary.attributes[name]));
    if (typeof described === 'string') continue;
    const before = new Map(described.record.things.map((thing) => [keyOf(thing), thing.digest]));
    for (const key of new Set([...now.keys(), ...before.keys()]))
      if (now.get(key) !== before.get(key)) causes.set(key, [...(causes.get(key) ?? []), name]);
  }
  return {
    ...plan,
    changes: plan.changes.map((change) => {
      const attributes = causes.get(keyOf(change));
      return attributes === undefined ? change : { ...change, attributes };
    }),
  };
}

function withValue(
  resolved: ResolvedAttributes,
  name: string,
  value: string | undefined,
): ResolvedAttributes {
  const other = new Map(resolved);
  const known = resolved.get(name);
  if (value === undefined) other.delete(name);
  else if (known !== undefined) other.set(name, { ...known, value });
  else other.set(name, { name, value, secret: false, winner: { scope: 'host', value }, losers: [] });
  return other;
}
