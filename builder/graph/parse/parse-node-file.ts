import type { NodeFile } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { plainText, tagSpot, takeAttributes } from './attribute-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';
import { readXml } from './open-xml.ts';
import { parseGuard } from './parse-guard.ts';
import { parseNodeItems } from './parse-items.ts';

const ROOTS: ReadonlySet<string> = new Set(['kickstart', 'node', 'jumpstart']);

/**
 * Parses one node file. Findings go to the context; a file that is not well-formed comes back as `broken`.
 */
export function parseNodeFile(text: string, context: FileContext): NodeFile {
  const head = { roll: context.roll, path: context.path };
  const read = readXml(text, context, false, (reader) => parseRoot(reader, context));
  if ('broken' in read) {
    return { ...head, public: false, guard: undefined, items: [], warnings: [], broken: read.broken };
  }
  return { ...head, ...read.value, warnings: context.problems };
}

function parseRoot(reader: XmlReader, context: FileContext): Pick<NodeFile, 'public' | 'guard' | 'items'> {
  reader.next();
  if (!ROOTS.has(reader.name)) {
    const hint = 'A node file starts with <kickstart>';
    addSlip(context, 'ELEMENT_UNKNOWN', `Root element "${reader.name}" is unknown`, tagSpot(reader), hint);
  }
  const guard = parseGuard(reader, context);
  const taken = takeAttributes(reader, context, ['interface', 'roll']);
  const isPublic = plainText(taken.interface) === 'public';
  const items = parseNodeItems(reader, context);
  while (reader.kind !== 'end') reader.next();
  return { public: isPublic, guard, items };
}
