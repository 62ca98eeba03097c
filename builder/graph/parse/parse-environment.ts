import type { AttributeReference } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';

/** Names in capitals are the system's: `PATH`, `HOME`, `IFS`, `LD_PRELOAD`, `PYTHONPATH`. */
const SYSTEM_NAME = /^[A-Z0-9_]+$/;

/**
 * The attributes that the current tag's `env=` names, each once, with their places; undefined when there are none.
 * Their values reach the program as environment variables: whatever they hold, they are never read as its code.
 */
export function parseEnvironment(
  reader: XmlReader,
  context: FileContext,
): readonly AttributeReference[] | undefined {
  const given = reader.attributes.find(({ name }) => name === 'env');
  if (given === undefined) return undefined;
  const names = new Map<string, AttributeReference>();
  for (const match of given.raw.matchAll(/[^\s,]+/g)) {
    const name = match[0];
    const spot = reader.lines.spot(given.rawAt + match.index);
    const why = whyRefused(name, names);
    if (why === undefined) names.set(variableOf(name), { name, ...spot });
    else
      addSlip(
        context,
        'ATTRIBUTE_VALUE',
        `"${name}" cannot be given to a script: ${why.reason}`,
        spot,
        why.hint,
      );
  }
  return names.size === 0 ? undefined : [...names.values()];
}

/** The variable that an attribute's value is found in: its name, with "_" for "." and "-". */
export function variableOf(attribute: string): string {
  return attribute.replace(/[.-]/g, '_');
}

function whyRefused(
  name: string,
  others: ReadonlyMap<string, AttributeReference>,
): { readonly reason: string; readonly hint?: string } | undefined {
  const variable = variableOf(name);
  if (name.includes('&'))
    return { reason: 'it is no name', hint: 'Write the name alone, without "&" and ";"' };
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) return { reason: 'no variable can be named like that' };
  if (SYSTEM_NAME.test(variable)) return { reason: 'variables in capitals belong to the system' };
  const other = others.get(variable)?.name;
  return other === undefined || other === name
    ? undefined
    : { reason: `"${other}" is in the same variable, ${variable}` };
}
