// XML 1.0, fifth edition, productions 2 (Char), 4 and 4a (NameStartChar, NameChar).

const START =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const REST = `${START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}`;

const NAME = new RegExp(`[${START}][${REST}]*`, 'uy');
const ASCII_NAME = /[A-Za-z_:][-A-Za-z0-9_:.]*/y;
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The XML name that starts at an offset; empty if none does. */
export function nameAt(text: string, offset: number): string {
  ASCII_NAME.lastIndex = offset;
  if (ASCII_NAME.test(text)) {
    const end = ASCII_NAME.lastIndex;
    if (!(text.charCodeAt(end) > 0x7f)) return text.slice(offset, end);
  }
  NAME.lastIndex = offset;
  return NAME.exec(text)?.[0] ?? '';
}

/** Offset of the first character that XML 1.0 does not allow, or -1. */
export function findForbiddenCharacter(text: string): number {
  return FORBIDDEN.exec(text)?.index ?? -1;
}

/** True for a code point that a character reference may name. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Space, tab, line feed, carriage return. */
export function isXmlSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}
