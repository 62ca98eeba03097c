import {
  ATTRIBUTE_SCOPES,
  type AttributeDeclaration,
  type AttributeScopes,
  type AttributeSource,
  type ResolvedAttribute,
  type ResolvedAttributes,
} from './attributes.ts';

/** A declaration with the roll that made it; earlier rolls' defaults are weaker. */
export interface DeclaredAttribute extends AttributeDeclaration {
  readonly name: string;
  readonly roll: string;
}

/**
 * Resolves every attribute of one machine: the strongest scope that sets a name wins, a roll's default is
 * weaker than all scopes. Names come out in code-unit order.
 */
export function resolveAttributes(
  scopes: AttributeScopes,
  declarations: readonly DeclaredAttribute[] = [],
): ResolvedAttributes {
  const sources = new Map<string, AttributeSource[]>();
  const secret = new Set<string>();
  const add = (name: string, source: AttributeSource): void => {
    const known = sources.get(name);
    if (known === undefined) sources.set(name, [source]);
    else known.unshift(source);
  };
  for (const declaration of declarations) {
    if (declaration.secret === true) secret.add(declaration.name);
    if (declaration.default === undefined) continue;
    add(declaration.name, { scope: 'default', value: declaration.default, roll: declaration.roll });
  }
  for (const scope of ATTRIBUTE_SCOPES) {
    for (const [name, value] of Object.entries(scopes[scope] ?? {})) add(name, { scope, value });
  }
  const resolved = new Map<string, ResolvedAttribute>();
  for (const name of [...sources.keys()].sort()) {
    const [winner, ...losers] = sources.get(name)!;
    resolved.set(name, { name, value: winner!.value, secret: secret.has(name), winner: winner!, losers });
  }
  return resolved;
}
