import type { ElementItem, Guard, NodeFile, Problem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { plainText, tagSpot, takeAttributes } from './attribute-reader.ts';
import { addSlip, type FileContext, type FileName } from './file-context.ts';
import { parseGuard } from './parse-guard.ts';
import { readItemsOf } from './read-elements.ts';
import { type Budget, type Form, readItems } from './read-items.ts';

const ROOTS: ReadonlySet<string> = new Set(['kickstart', 'node', 'jumpstart']);

/** What the root of a node file says. */
interface Root {
  readonly public: boolean;
  readonly guard: Guard | undefined;
}

const FORM: Form<Root, ElementItem> = {
  isFragment: false,
  readHead: readRoot,
  readItems: (reader, context) => readItemsOf(reader, context, 'node'),
};

/** Parses one node file; one that is not well-formed comes back as `broken`. */
export function parseNodeFile(
  text: string,
  file: FileName,
  budget: Budget,
): { readonly file: NodeFile; readonly findings: readonly Problem[] } {
  const { roll, path } = file;
  const read = readItems(text, file, FORM, budget);
  const { findings } = read;
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  if ('broken' in read) {
    const nothing = { public: false, guard: undefined, items: [], warnings: [] };
    return { file: { roll, path, ...nothing, broken: read.broken }, findings };
  }
  return { file: { roll, path, ...read.head, items: read.items, warnings }, findings };
}

function readRoot(reader: XmlReader, context: FileContext): Root {
  reader.next();
  if (!ROOTS.has(reader.name)) {
    const hint = 'A node file starts with <kickstart>';
    addSlip(context, 'ELEMENT_UNKNOWN', `Root element "${reader.name}" is unknown`, tagSpot(reader), hint);
  }
  const guard = parseGuard(reader, context);
  const taken = takeAttributes(reader, context, ['interface', 'roll']);
  return { public: plainText(taken.interface) === 'public', guard };
}
