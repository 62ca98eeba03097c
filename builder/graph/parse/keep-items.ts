import type { Items } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import type { FileContext } from './file-context.ts';

/** What was read so far takes too much room: the file is not to be kept. */
export class TooDense extends Error {}

/** What the elements of the graph language hold: further elements, as `body` or as `items`. */
interface Holder {
  readonly body?: Items<Holder>;
  readonly items?: Items<Holder>;
}

const NOTHING: readonly never[] = [];

/** What takes at most so many times its size is kept parsed in any case: all files that people write do. */
const SPARSE_FACTOR = 4;

/** What the items read so far take beyond what any file may take. */
export function excessBytes(reader: XmlReader): number {
  return reader.weight - SPARSE_FACTOR * reader.at;
}

/**
 * What an element holds: all of it now, or, of a file that is not kept, one after the other when asked for.
 *
 * @throws {TooDense} when what is kept of the file takes more than it may
 */
export function keepItems<Item>(
  reader: XmlReader,
  context: FileContext,
  items: Generator<Item>,
): Items<Item> {
  if (context.isLate) return items;
  const { value, done } = items.next();
  if (done === true) return NOTHING;
  // Most hold one item: an array that grows by pushing has room for many more.
  const kept = [value];
  for (const item of items) {
    kept.push(item);
    if (excessBytes(reader) > context.freeBytes) throw new TooDense();
  }
  return kept;
}

/** Reads everything, for the findings alone; as deep as the language nests, which is a few levels. */
export function drainItems(items: Items<object>): void {
  for (const item of items) {
    const { body, items: parts } = item as Holder;
    if (body !== undefined) drainItems(body);
    if (parts !== undefined) drainItems(parts);
  }
}
