/** A text in kickstart's manner: `--name=value --flag word`. */
export interface ParsedOptions {
  /** By name, in small letters; '' for a flag. */
  readonly options: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

/**
 * Splits at blanks; "double" and 'single' quotes keep blanks together, a backslash protects the sign after it.
 *
 * @returns undefined where a quote has no end
 */
export function parseOptions(text: string): ParsedOptions | undefined {
  const options = new Map<string, string>();
  const words: string[] = [];
  const split = splitWords(text);
  if (split === undefined) return undefined;
  for (const word of split) {
    const option = /^--([A-Za-z0-9-]+)(?:=([\s\S]*))?$/.exec(word);
    if (option === null) words.push(word);
    else options.set(option[1]!.toLowerCase(), option[2] ?? '');
  }
  return { options, words };
}

function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === '\\' && at + 1 < text.length) {
      at += 1;
      word = `${word ?? ''}${text[at]}`;
    } else if (sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      word ??= '';
    } else if (quote !== '' || !/\s/.test(sign)) word = `${word ?? ''}${sign}`;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
