import type { Spot, Template } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';
import { GUARD_ATTRIBUTES } from './parse-guard.ts';

/**
 * Takes the attributes of the current tag by name; any that is neither known nor a condition is a slip.
 */
export function takeAttributes<Name extends string>(
  reader: XmlReader,
  context: FileContext,
  known: readonly Name[],
): { readonly [N in Name]?: Template } {
  const taken: { [N in Name]?: Template } = {};
  for (const { name, value, at } of reader.attributes) {
    if ((known as readonly string[]).includes(name)) taken[name as Name] = value;
    else if (!GUARD_ATTRIBUTES.has(name)) {
      const hint = known.length > 0 ? `Known are: ${[...known, ...GUARD_ATTRIBUTES].join(', ')}` : undefined;
      const message = `Attribute "${name}" of element "${reader.name}" is unknown`;
      addSlip(context, 'ATTRIBUTE_UNKNOWN', message, reader.lines.spot(at), hint);
    }
  }
  return taken;
}

/** Line and column of the current tag. */
export function tagSpot(reader: XmlReader): Spot {
  return reader.lines.spot(reader.at);
}

/** A value that decides how a file is read must be plain: no machine may change it. */
export function plainText(template: Template | undefined): string | undefined {
  return typeof template === 'string' ? template.trim() : undefined;
}
