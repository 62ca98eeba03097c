import type { ValueType } from './value-type.ts';

/** The attribute with options for the kernel of installer and rescue system. */
export const INSTALL_OPTIONS = 'install_options';

/** How an option begins: `||` or `#` alone would mean something to a boot loader. */
const FIRST = /^[A-Za-z0-9_"-]/;

/** Pieces of one option: plain characters, `\x2d`, and "text with blanks". Nothing else comes through every boot loader. */
const OPTION = /(?:[^\s"'\\$`\x00-\x1f\x7f-\uffff]|\\x[0-9A-Fa-f]{2}|"[^"'\\$`\x00-\x1f\x7f-\uffff]*")+/y;

/** Options for the kernel, one word each, without their quotes; undefined where they are not well-formed. */
export function splitKernelOptions(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') at += 1;
    else {
      OPTION.lastIndex = at;
      const match = OPTION.exec(text);
      if (match === null || !FIRST.test(match[0])) return undefined;
      at += match[0].length;
      if (at < text.length && text[at] !== ' ') return undefined;
      words.push(match[0].replaceAll('"', ''));
    }
  }
  return words;
}

/** A word as the kernel reads it: quoted where it has blanks. */
export function quoteKernelOption(word: string): string {
  return word.includes(' ') ? `"${word}"` : word;
}

export const KERNEL_OPTIONS: ValueType = {
  what: 'list of kernel options',
  hint: 'Write words like quiet or dyndbg="file hub.c +p", in ASCII, without single quotes, "$", "`" or "\\" (but "\\x2d")',
  accepts: (value) => splitKernelOptions(value) !== undefined,
};
