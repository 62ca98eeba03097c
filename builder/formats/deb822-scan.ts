import { type Deb822Stanza, parseDeb822 } from './deb822.ts';

const NEWLINE = 10;
const FIRST_FIELD = 'Package: ';

/**
 * Picks the paragraphs of some packages out of a package index without parsing the rest: an index of 57 MB is gone
 * through in a tenth of a second.
 *
 * @param bytes a `Packages` file, where `Package` is the first field of each paragraph
 * @param wanted package names
 * @param file name for messages
 */
export function scanPackagesIndex(
  bytes: Uint8Array,
  wanted: { readonly has: (name: string) => boolean },
  file: string,
): Deb822Stanza[] {
  const found: Deb822Stanza[] = [];
  forEachParagraph(bytes, (start, end) => {
    if (wanted.has(firstName(bytes, start, end))) {
      found.push(...parseDeb822(decoder.decode(bytes.subarray(start, end)), file));
    }
  });
  return found;
}

/** Names of all packages of an index, in its order. */
export function listPackageNames(bytes: Uint8Array): string[] {
  const names: string[] = [];
  forEachParagraph(bytes, (start, end) => {
    const name = firstName(bytes, start, end);
    if (name !== '') names.push(name);
  });
  return names;
}

const decoder = new TextDecoder();
const latin = new TextDecoder('latin1');

function forEachParagraph(bytes: Uint8Array, visit: (start: number, end: number) => void): void {
  let start = 0;
  while (start < bytes.length) {
    let end = bytes.indexOf(NEWLINE, start);
    while (end >= 0 && bytes[end + 1] !== NEWLINE) end = bytes.indexOf(NEWLINE, end + 1);
    if (end < 0) end = bytes.length;
    visit(start, end);
    start = end + 1;
    while (bytes[start] === NEWLINE) start += 1;
  }
}

/** The package's name, or '' when the paragraph does not start with it. */
function firstName(bytes: Uint8Array, start: number, end: number): string {
  for (let i = 0; i < FIRST_FIELD.length; i += 1) {
    if (bytes[start + i] !== FIRST_FIELD.charCodeAt(i)) return '';
  }
  const lineEnd = bytes.indexOf(NEWLINE, start);
  return latin.decode(bytes.subarray(start + FIRST_FIELD.length, lineEnd < 0 ? end : Math.min(lineEnd, end)));
}
