import { fail } from '../model/mod.ts';

/**
 * One paragraph of a Debian control file: field name (as written) to value, in the file's order. A value of several
 * lines keeps its line breaks and the space that starts each further line.
 */
export type Deb822Stanza = ReadonlyMap<string, string>;

/**
 * Parses control-file text: paragraphs of `Name: value` lines, apart by empty lines, continued by lines that start
 * with a blank. Lines that start with `#` are comments.
 *
 * @param file name for messages
 * @throws {BuildError} DEB822_SYNTAX
 */
export function parseDeb822(text: string, file: string): Deb822Stanza[] {
  const stanzas: Deb822Stanza[] = [];
  let fields = new Map<string, string>();
  let name: string | undefined;
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const place = { file, line: index + 1 };
    if (line.trim() === '') {
      if (fields.size > 0) stanzas.push(fields);
      fields = new Map();
      name = undefined;
    } else if (line.startsWith('#')) {
      // A comment, also between continuation lines.
    } else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (name === undefined) fail('DEB822_SYNTAX', 'A continuation line has no field before it', place);
      fields.set(name, `${fields.get(name)}\n${line.trimEnd()}`);
    } else {
      const match = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line);
      if (match === null)
        fail('DEB822_SYNTAX', `Expected "Name: value", found "${line.slice(0, 60)}"`, place);
      name = match[1]!;
      if (findField(fields, name) !== undefined) {
        fail('DEB822_SYNTAX', `Field "${name}" occurs twice in one paragraph`, place);
      }
      fields.set(name, match[2]!);
    }
  }
  if (fields.size > 0) stanzas.push(fields);
  return stanzas;
}

/** Value of a field; names are compared without regard to case. */
export function findField(stanza: Deb822Stanza, name: string): string | undefined {
  const value = stanza.get(name);
  if (value !== undefined) return value;
  const wanted = name.toLowerCase();
  for (const [key, other] of stanza) if (key.toLowerCase() === wanted) return other;
  return undefined;
}

/** Value of a field that must be there. @throws {BuildError} DEB822_SYNTAX */
export function requireField(stanza: Deb822Stanza, name: string, file: string): string {
  const value = findField(stanza, name);
  if (value === undefined || value === '') fail('DEB822_SYNTAX', `Field "${name}" is missing`, { file });
  return value;
}

/** Writes paragraphs as text, fields in their order, an empty line between paragraphs. */
export function renderDeb822(stanzas: readonly Deb822Stanza[]): string {
  return stanzas.map(renderStanza).join('\n');
}

function renderStanza(stanza: Deb822Stanza): string {
  let text = '';
  for (const [name, value] of stanza)
    text += value.startsWith('\n') ? `${name}:${value}\n` : `${name}: ${value}\n`;
  return text;
}

/** The same paragraph with some fields set (at their place, or at the end) or taken away (`undefined`). */
export function setFields(
  stanza: Deb822Stanza,
  changes: Readonly<Record<string, string | undefined>>,
): Deb822Stanza {
  const fields = new Map(stanza);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) fields.delete(name);
    else fields.set(name, value);
  }
  return fields;
}
