import type { ElementItem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import type { FileContext } from './file-context.ts';

/**
 * Where an element may stand: below the root of a node file, in `<main>`, in the text of a script, in text that is
 * part of something else, in the program of an `<eval>`, in an element that holds nothing.
 */
export type ElementPlace = 'node' | 'main' | 'script' | 'text' | 'eval' | 'nothing';

/** Reads one element from its start tag on; undefined when it says nothing. */
export type ElementParser = (reader: XmlReader, context: FileContext) => ElementItem | undefined;

/** Which elements may stand where, by tag. */
export type Language = Readonly<Record<ElementPlace, ReadonlyMap<string, ElementParser>>>;

/** True where running text means something; elsewhere only elements do. */
export function takesText(place: ElementPlace): boolean {
  return place !== 'node' && place !== 'main';
}
