import type { BodyItem, Items, ScriptPart, TextPiece } from '../../model/mod.ts';
import { quoteForJson } from '../roster/answer-ask.ts';
import { type Assembly, draftOf, type Position } from './assembly.ts';
import { visitItems } from './visit.ts';

/**
 * The text of a body on this machine.
 *
 * @param quote what becomes of the values of attributes, for a text that has a grammar
 */
export function collectText(
  assembly: Assembly,
  body: Items<BodyItem>,
  position: Position,
  quote?: (value: string) => string,
): string {
  const text = new TextCollector();
  visitItems(assembly, body, position, {
    place: 'text',
    addText: (piece) => text.add(piece),
    addFile: () => undefined,
    ...(quote === undefined ? {} : { quote }),
  });
  return text.take();
}

/** The text of a body on this machine, and where it asks for other hosts, what it is made of at any time. */
export function collectPieces(
  assembly: Assembly,
  body: Items<BodyItem>,
  position: Position,
  isJson: boolean,
): { readonly text: string; readonly pieces?: readonly TextPiece[] } {
  const text = new TextCollector();
  const plain = new TextCollector();
  const pieces: TextPiece[] = [];
  const flush = (): void => {
    const taken = plain.take();
    if (taken !== '') pieces.push(taken);
  };
  visitItems(assembly, body, position, {
    place: 'text',
    addText: (piece) => {
      text.add(piece);
      plain.add(piece);
    },
    addFile: () => undefined,
    addAsk: (ask, answer) => {
      flush();
      pieces.push(isJson ? { ...ask, quote: 'json' } : ask);
      text.add(isJson ? quoteForJson(answer) : answer);
    },
    ...(isJson ? { quote: quoteForJson } : {}),
  });
  flush();
  const isAsking = pieces.some((piece) => typeof piece !== 'string');
  return { text: text.take(), ...(isAsking ? { pieces } : {}) };
}

/** Text and files of a script on this machine; neighbouring text is one part. */
export function collectParts(
  assembly: Assembly,
  body: Items<BodyItem>,
  position: Position,
): readonly ScriptPart[] {
  let parts: ScriptPart[] | undefined;
  const text = new TextCollector();
  const add = (part: ScriptPart): void => {
    // Most scripts have one part: an array that grows by pushing has room for many more.
    if (parts === undefined) parts = [part];
    else parts.push(part);
  };
  const flush = (): void => {
    const taken = text.take();
    if (taken !== '') add({ kind: 'text', text: taken });
  };
  visitItems(assembly, body, position, {
    place: 'script',
    addText: (piece) => text.add(piece),
    addFile: (file) => {
      flush();
      add(file);
    },
  });
  if (parts === undefined) return textAlone(assembly, text.take());
  flush();
  return parts;
}

const NO_PARTS: readonly ScriptPart[] = [];

/** Parts of scripts that hold nothing but a short text, by the text: many scripts say the same. */
const startShortParts = (): Map<string, readonly ScriptPart[]> => new Map();

/** A script without files; those with the same few characters share them. */
function textAlone(assembly: Assembly, text: string): readonly ScriptPart[] {
  if (text === '') return NO_PARTS;
  if (text.length > 16) return [{ kind: 'text', text }];
  const shortParts = draftOf(assembly, startShortParts);
  let parts = shortParts.get(text);
  if (parts === undefined) {
    parts = [{ kind: 'text', text }];
    if (shortParts.size < 1000) shortParts.set(text, parts);
  }
  return parts;
}

/** Joins pieces of text; many small ones are joined in between. */
class TextCollector {
  #first = '';
  #rest: string[] | undefined;

  add(piece: string): void {
    if (piece === '') return;
    if (this.#first === '') this.#first = piece;
    else if (this.#rest === undefined) this.#rest = [this.#first, piece];
    else if (this.#rest.push(piece) >= 4096) {
      this.#first = this.#rest.join('');
      this.#rest = undefined;
    }
  }

  /** All of it; the collector is empty afterwards. */
  take(): string {
    const text = this.#rest === undefined ? this.#first : this.#rest.join('');
    this.#first = '';
    this.#rest = undefined;
    return text;
  }
}
