import { fail } from '../model/mod.ts';

/** One record and the line it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads comma-separated values (RFC 4180): quotes around a field that has commas, quotes (doubled) or line ends.
 * Empty lines and lines that begin with `#` are left out.
 *
 * @throws {BuildError} CSV_SYNTAX with line and column
 */
export function parseCsv(text: string, file: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const source = text.replace(/^\uFEFF/, '');
  // A field, quoted or not, and what ends it; sticky, so nothing is skipped.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  let line = 1;
  let lineStart = 0;
  while (field.lastIndex < source.length) {
    const start = field.lastIndex;
    const fields: string[] = [];
    const startLine = line;
    if (source[start] === '#') {
      const end = source.indexOf('\n', start);
      field.lastIndex = end < 0 ? source.length : end + 1;
      line += 1;
      lineStart = field.lastIndex;
      continue;
    }
    for (;;) {
      const at = field.lastIndex;
      const match = field.exec(source);
      if (match === null) {
        const place = { file, line, column: at - lineStart + 1 };
        const hint = 'Put quotes around the whole field, and double those inside it';
        return fail('CSV_SYNTAX', 'Cannot read this field: a quote is out of place', place, hint);
      }
      const [whole, quoted, plain = '', end] = match;
      fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      line += whole.split(/\r\n|\n|\r/).length - 1;
      if (whole.search(/[\r\n]/) >= 0) lineStart = field.lastIndex;
      if (end !== ',') break;
    }
    if (fields.length > 1 || fields[0] !== '') records.push({ line: startLine, fields });
  }
  return records;
}

/** Writes records; quotes only where they are needed. */
export function renderCsv(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map(renderField).join(',')}\n`).join('');
}

function renderField(field: string): string {
  return /[",\r\n#]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
