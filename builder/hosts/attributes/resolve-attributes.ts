import {
  ATTRIBUTE_SCOPES,
  type AttributeSource,
  expandReferences,
  type GraphValues,
  listReferences,
  orderReferences,
  type ResolvedAttribute,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import type { AttributeLayer } from './layers.ts';

/** What rolls say where nobody else does. */
export type Defaults = Partial<Pick<GraphValues, 'declarations' | 'applianceDefaults'>>;

/**
 * Which values a machine gets. The strongest scope that sets a name wins, in one scope the later layer; what a roll says
 * of an appliance is weaker than all scopes, its default for all machines is weaker still, and earlier rolls are weaker than
 * later ones. A default that refers to others has their values; where one of them has none, it has none. Names come out
 * in code-unit order.
 *
 * @param layers in one scope, weakest first
 * @param appliance of the machine
 */
export function resolveAttributes(
  layers: readonly AttributeLayer[],
  { declarations = [], applianceDefaults = [] }: Defaults = {},
  appliance?: string,
): ResolvedAttributes {
  const sources = new Map<string, AttributeSource[]>();
  const secrets = new Set<string>();
  const add = (name: string, source: AttributeSource): void => {
    const known = sources.get(name);
    if (known === undefined) sources.set(name, [source]);
    else known.push(source);
  };
  for (const { name, roll, secret, default: value } of declarations) {
    if (secret === true) secrets.add(name);
    if (value !== undefined) add(name, { scope: 'default', value, roll });
  }
  for (const { roll, values, ...one } of applianceDefaults) {
    if (one.appliance !== appliance) continue;
    for (const [name, value] of Object.entries(values))
      add(name, { scope: 'default', value, roll, appliance: one.appliance });
  }
  for (const scope of ATTRIBUTE_SCOPES) {
    for (const layer of layers) {
      if (layer.scope !== scope) continue;
      const { from, secret } = layer;
      for (const [name, value] of Object.entries(layer.values)) {
        if (secret === true) secrets.add(name);
        add(name, secret === true ? { scope, value, from, secret } : { scope, value, from });
      }
    }
  }
  const resolved = new Map<string, ResolvedAttribute>();
  for (const name of [...sources.keys()].sort()) {
    const [winner, ...losers] = sources.get(name)!.reverse();
    resolved.set(name, { name, value: winner!.value, secret: secrets.has(name), winner: winner!, losers });
  }
  return expandDefaults(resolved);
}

/** Puts values in the place of references, in defaults that count. */
function expandDefaults(resolved: Map<string, ResolvedAttribute>): ResolvedAttributes {
  const references = new Map<string, readonly string[]>();
  for (const { name, winner } of resolved.values())
    if (winner.scope === 'default' && winner.value.includes('&'))
      references.set(name, listReferences(winner.value));
  if (references.size === 0) return resolved;
  const { order } = orderReferences(references.keys(), (name) => references.get(name) ?? []);
  const settled = new Set(order);
  for (const name of references.keys()) if (!settled.has(name)) resolved.delete(name);
  for (const name of order) {
    const names = references.get(name);
    if (names === undefined) continue;
    const one = resolved.get(name)!;
    const value = expandReferences(one.winner.value, (other) => resolved.get(other)?.value);
    if (value === undefined) {
      resolved.delete(name);
      continue;
    }
    const others = names.map((other) => resolved.get(other)!);
    const madeOf = [...new Set(others.flatMap((other) => [other.name, ...(other.madeOf ?? [])]))].sort();
    const secret = one.secret || others.some((other) => other.secret);
    resolved.set(name, { ...one, value, secret, ...(madeOf.length === 0 ? {} : { madeOf }) });
  }
  return resolved;
}
