/** A directive's text in kickstart's manner: `--name=value --flag word`. */
export interface DirectiveOptions {
  readonly options: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

/** Splits at blanks; "double" and 'single' quotes keep blanks together. */
export function parseDirectiveText(text: string): DirectiveOptions {
  const options = new Map<string, string>();
  const words: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)) {
    const word = match[0].replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single);
    const option = /^--([A-Za-z0-9-]+)(?:=(.*))?$/s.exec(word);
    if (option === null) words.push(word);
    else options.set(option[1]!.toLowerCase(), option[2] ?? '');
  }
  return { options, words };
}
