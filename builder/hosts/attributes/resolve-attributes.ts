import {
  ATTRIBUTE_SCOPES,
  type AttributeSource,
  type DeclaredAttribute,
  type ResolvedAttribute,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import type { AttributeLayer } from './layers.ts';

/**
 * Which values a machine gets. The strongest scope that sets a name wins, in one scope the later layer; a roll's
 * default is weaker than all scopes, and earlier rolls' defaults are weaker than later ones'. Names come out in
 * code-unit order.
 *
 * @param layers in one scope, weakest first
 */
export function resolveAttributes(
  layers: readonly AttributeLayer[],
  declarations: readonly DeclaredAttribute[] = [],
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
  return resolved;
}
