import type { Items, Problem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { type FileContext, type FileName, listFindings, openContext } from './file-context.ts';
import { drainItems, excessBytes, keepItems, TooDense } from './keep-items.ts';
import { openXml, readXml } from './open-xml.ts';

/** How much of one graph may be kept parsed; see `readItems`. */
export interface Budget {
  spentBytes: number;
}

/** What all files of a graph together may take beyond that before they are read anew for each machine. */
const FREE_BYTES = 2 * 1024 * 1024;

/** How one kind of file is read: something about the whole, then its items. */
export interface Form<Head, Item> {
  readonly isFragment: boolean;
  readonly readHead: (reader: XmlReader, context: FileContext) => Head;
  readonly readItems: (reader: XmlReader, context: FileContext) => Generator<Item>;
}

export type ReadResult<Head, Item> =
  | { readonly head: Head; readonly items: Items<Item>; readonly findings: readonly Problem[] }
  | { readonly broken: Problem; readonly findings: readonly Problem[] };

/**
 * Reads a file into items. One with very many small elements would take many times its size: when the budget of
 * its graph is spent, it is only looked through, and its items are read anew for each machine.
 */
export function readItems<Head, Item extends object>(
  text: string,
  file: FileName,
  form: Form<Head, Item>,
  budget: Budget,
): ReadResult<Head, Item> {
  const freeBytes = Math.max(0, FREE_BYTES - budget.spentBytes);
  try {
    const context = openContext(file, { freeBytes });
    const read = readXml(text, context, form.isFragment, (reader) => {
      const head = form.readHead(reader, context);
      const items = keepItems(reader, context, form.readItems(reader, context));
      while (reader.kind !== 'end') reader.next();
      budget.spentBytes += Math.max(0, excessBytes(reader));
      return { head, items };
    });
    return { ...('broken' in read ? read : read.value), findings: listFindings(context) };
  } catch (error) {
    if (!(error instanceof TooDense)) throw error;
    return lookThrough(text, file, form);
  }
}

function lookThrough<Head, Item extends object>(
  text: string,
  file: FileName,
  form: Form<Head, Item>,
): ReadResult<Head, Item> {
  const context = openContext(file, { isLate: true });
  const read = readXml(text, context, form.isFragment, (reader) => {
    const head = form.readHead(reader, context);
    drainItems(form.readItems(reader, context));
    while (reader.kind !== 'end') reader.next();
    return head;
  });
  const findings = listFindings(context);
  if ('broken' in read) return { ...read, findings };
  return { head: read.value, items: new LateItems(text, file, form), findings };
}

/** Items of a file that was found to be sound, read anew whenever they are asked for. */
class LateItems<Head, Item> implements Iterable<Item> {
  readonly #text: string;
  readonly #file: FileName;
  readonly #form: Form<Head, Item>;

  constructor(text: string, file: FileName, form: Form<Head, Item>) {
    this.#text = text;
    this.#file = file;
    this.#form = form;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#read(true);
  }

  keep(): readonly Item[] {
    return [...this.#read(false)];
  }

  #read(isLate: boolean): Generator<Item> {
    const context = openContext(this.#file, { isLate });
    const reader = openXml(this.#text, context, this.#form.isFragment);
    this.#form.readHead(reader, context);
    return this.#form.readItems(reader, context);
  }
}

/** Items as arrays at every level, for those who look at them out of order. It takes the memory that it takes. */
export function keepAllItems<Item>(items: Items<Item>): readonly Item[] {
  if (items instanceof LateItems) return items.keep() as readonly Item[];
  return Array.isArray(items) ? items : [...items];
}
