import type { AttributeDeclaration, AttributeScope } from '../attributes.ts';
import type { GraphBundle, SystemWords } from '../roll-source.ts';
import type { ValueFault } from '../values/value-type.ts';
import { checkValue } from './check-value.ts';

/** What rolls say about values: declarations by name, and the names that their operating system has. */
export interface ValueRules {
  readonly declared: ReadonlyMap<string, readonly AttributeDeclaration[]>;
  readonly words: SystemWords;
}

/** The rules of a bundle's rolls. Of two rolls that declare one name, both are right. */
export function valueRulesOf({ rolls, site, os }: Pick<GraphBundle, 'rolls' | 'site' | 'os'>): ValueRules {
  const declared = new Map<string, AttributeDeclaration[]>();
  for (const { attributes = {} } of site === undefined ? rolls : [...rolls, site]) {
    for (const [name, declaration] of Object.entries(attributes)) {
      const known = declared.get(name);
      if (known === undefined) declared.set(name, [declaration]);
      else known.push(declaration);
    }
  }
  const system = rolls.find((roll) => roll.os !== undefined && (os === undefined || roll.os.id === os));
  return { declared, words: system?.os?.words ?? {} };
}

/** A secret of type "key": those who have it know each other by it. */
export function isSharedKey(rules: ValueRules, name: string): boolean {
  return (rules.declared.get(name) ?? []).some(({ secret, type }) => secret === true && type === 'key');
}

/** A key that machines share is one for all of them: another one for some would part them from the rest. */
export function checkScope(rules: ValueRules, name: string, scope: AttributeScope): ValueFault | undefined {
  if (scope === 'global' || !isSharedKey(rules, name)) return undefined;
  return {
    message: `Attribute "${name}": a key is the same for all who use it, and cannot be set for one ${SCOPE_WORDS[scope]}`,
    hint: 'Set it for all: in the scope "global"',
  };
}

const SCOPE_WORDS: Readonly<Record<AttributeScope, string>> = {
  global: 'cluster',
  os: 'operating system',
  appliance: 'appliance',
  rack: 'rack',
  host: 'host',
};

/**
 * Checks the value of an attribute against every declaration of it; one that nobody declares may be anything.
 *
 * @returns what is wrong, with the attribute's name; a secret value is never shown
 */
export function checkAttribute(rules: ValueRules, name: string, value: string): ValueFault | undefined {
  const all = rules.declared.get(name) ?? [];
  // A roll that says nothing about the form leaves it to another that does.
  const telling = all.filter(({ type, values, pattern }) => (type ?? values ?? pattern) !== undefined);
  const secret = all.some((declaration) => declaration.secret === true);
  for (const declaration of telling.length > 0 ? telling : all.slice(0, 1)) {
    const fault = checkValue({ ...declaration, secret }, value, rules.words);
    if (fault !== undefined) return { ...fault, message: `Attribute "${name}": ${lower(fault.message)}` };
  }
  return undefined;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
