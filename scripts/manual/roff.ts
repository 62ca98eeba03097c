/** Text of a manual page, no part of which groff takes for a request or a sign of its own. */
export function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(/[^\t\n\x20-\x7e]/gu, (sign) => `\\[u${toHex(sign)}]`);
}

function toHex(sign: string): string {
  return sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}

/** One line of text: a period or quote at its start is none of a request. */
export function line(text: string): string {
  return /^[.']/.test(text) ? `\\&${text}\n` : `${text}\n`;
}

/** A word or name as it is typed. */
export function bold(text: string): string {
  return `\\fB${escapeRoff(text)}\\fR`;
}

/** What stands for a word or name. */
export function italic(text: string): string {
  return `\\fI${escapeRoff(text)}\\fR`;
}

/** A heading of a section (`SH`) or of a part of one (`SS`). */
export function heading(request: 'SH' | 'SS', text: string): string {
  return `.${request} "${escapeRoff(text).replaceAll('"', '\\(dq')}"\n`;
}

/** The first line of a page. It has no date: the same texts give the same bytes. */
export function title(name: string, section: number, source: string, manual: string): string {
  return `.TH ${name.toUpperCase()} ${section} "" "${source}" "${manual}"\n`;
}

/** A term, and below it, further in, what it means. */
export function item(term: string, meaning: string): string {
  return `.TP\n${line(term)}${line(meaning)}`;
}

/** Names of pages: `cairn-roll(5)`. */
export function seeAlso(pages: readonly string[]): string {
  const named = pages.map((page) => page.replace(/^([^(]+)/, (name) => bold(name)));
  return `${heading('SH', 'SEE ALSO')}${line(named.join(', '))}`;
}

/** Lines as they are. */
export function verbatim(lines: readonly string[]): string {
  return `.PP\n.RS 4\n.nf\n${lines.map((each) => line(escapeRoff(each))).join('')}.fi\n.RE\n`;
}
