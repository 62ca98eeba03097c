import { type Deb822Stanza, findField, parseDeb822 } from '../../formats/deb822.ts';
import { sha256 } from '../../io/mod.ts';
import { findSpdxLicence } from './licence-names.ts';

/** A licence that is not in the SPDX list. */
export interface OwnLicence {
  /** `LicenseRef-NAME-HASH`, by its text. */
  readonly id: string;
  /** As the copyright file calls it. */
  readonly name: string;
  readonly text: string;
}

/** Licences of one package, as its copyright file says. */
export interface PackageLicences {
  /** An SPDX licence expression. */
  readonly expression: string;
  /** What it names beside the SPDX list. */
  readonly own: readonly OwnLicence[];
}

/** Texts of that many letters say what a licence is; of longer ones that is the beginning. */
const LONGEST_TEXT = 10_000;

/**
 * Reads `/usr/share/doc/PACKAGE/copyright`. One in Debian's machine-readable form (DEP 5) gives the licences of all files together;
 * any other one is a licence of its own, with its text.
 */
export function parseCopyright(text: string): PackageLicences {
  const paragraphs = readParagraphs(text);
  const texts = new Map<string, string>();
  const said = new Set<string>();
  for (const paragraph of paragraphs) {
    const [name = '', ...lines] = (findField(paragraph, 'License') ?? '').split('\n');
    if (name.trim() === '') continue;
    if (lines.length > 0 && !texts.has(name.trim())) texts.set(name.trim(), plainText(lines));
    if (findField(paragraph, 'Files') !== undefined) said.add(name.trim());
  }
  if (said.size === 0) {
    const own = ownLicence('copyright', text);
    return { expression: own.id, own: [own] };
  }
  const own = new Map<string, OwnLicence>();
  const nameOf = (name: string): string => {
    const known = findSpdxLicence(name);
    if (known !== undefined) return known;
    const made = ownLicence(
      name,
      texts.get(name) ?? `The copyright file calls it "${name}", and has no text of it.`,
    );
    own.set(made.id, made);
    return made.id;
  };
  const terms = new Set([...said].map((name) => toExpression(name, nameOf)));
  const expression = [...terms]
    .sort()
    .map((term) => (terms.size > 1 && / OR /.test(term) ? `(${term})` : term))
    .join(' AND ');
  return { expression, own: [...own.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Of a file in the machine-readable form; none of any other. */
function readParagraphs(text: string): readonly Deb822Stanza[] {
  if (!/^(?:\s*#[^\n]*\n|\s*\n)*Format(?:-Specification)?:/i.test(text)) return [];
  const paragraphs: Deb822Stanza[] = [];
  for (const part of text.split(/\n[ \t]*\n/)) {
    try {
      paragraphs.push(...parseDeb822(part, 'copyright'));
    } catch {
      // Many are written by hand: what is no paragraph says nothing
    }
  }
  return paragraphs;
}

/** `GPL-2+ and (Expat or BSD-3-clause), and Artistic`: a comma binds weaker than the words. */
function toExpression(text: string, nameOf: (name: string) => string): string {
  const groups = text.split(/\s*,\s*(?:(and|or)\s+)?/i);
  let expression = '';
  // split() with a group: the words between are at odd places
  for (let at = 0; at < groups.length; at += 2) {
    const group = words(groups[at] ?? '', nameOf);
    if (group === '') continue;
    const word = (groups[at - 1] ?? 'and').toUpperCase();
    expression = expression === '' ? group : `${wrap(expression)} ${word} ${wrap(group)}`;
  }
  return expression;
}

/** Alternatives of what holds together: `and` binds stronger than `or`. */
function words(text: string, nameOf: (name: string) => string): string {
  const either = text.split(/\s+or\s+/i).map((all) => {
    const names = all.split(/\s+and(?:\/or)?\s+/i).map((name) => name.replace(/^[\s(]+|[\s)]+$/g, ''));
    const known = names.filter((name) => name !== '').map(nameOf);
    return known.join(' AND ');
  });
  return either.filter((one) => one !== '').join(' OR ');
}

function wrap(expression: string): string {
  return / (?:AND|OR) /.test(expression) && !/^\([^()]*\)$/.test(expression) ? `(${expression})` : expression;
}

/** Without the blank that starts each line, and the dot that stands for an empty one. */
function plainText(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^[ \t]/, '').replace(/^\.$/, '')).join('\n');
}

function ownLicence(name: string, whole: string): OwnLicence {
  const isCut = whole.length > LONGEST_TEXT;
  const text = isCut
    ? `${whole.slice(0, LONGEST_TEXT)}\n[cut: the copyright file of the package has all of it]`
    : whole;
  const letters = name.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '');
  return { id: `LicenseRef-${letters.slice(0, 40) || 'unnamed'}-${sha256(whole).slice(0, 8)}`, name, text };
}
