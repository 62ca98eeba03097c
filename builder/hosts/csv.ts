import { fail } from '../model/mod.ts';

/** One record and the line it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** What stands between the fields of a record: spreadsheets write what is usual in their user's country. */
export type CsvSeparator = ',' | ';' | '\t';

/** A field, quoted or not, and what ends it; sticky, so nothing is skipped. */
const FIELDS: Readonly<Record<CsvSeparator, () => RegExp>> = {
  ',': () => /(?: *"((?:[^"]|"")*)" *|([^",\r\n]*))(,|\r?\n|\r|$)/y,
  ';': () => /(?: *"((?:[^"]|"")*)" *|([^";\r\n]*))(;|\r?\n|\r|$)/y,
  '\t': () => /(?: *"((?:[^"]|"")*)" *|([^"\t\r\n]*))(\t|\r?\n|\r|$)/y,
};

/**
 * Reads comma-separated values (RFC 4180): quotes around a field that has commas, quotes (doubled) or line ends.
 * Empty lines and lines that begin with `#` are left out.
 *
 * @throws {BuildError} CSV_SYNTAX with line and column
 */
export function parseCsv(text: string, file: string, separator: CsvSeparator = ','): CsvRecord[] {
  const records: CsvRecord[] = [];
  const source = text.replace(/^\uFEFF/, '');
  const field = FIELDS[separator]();
  let line = 1;
  let lineStart = 0;
  while (field.lastIndex < source.length) {
    const start = field.lastIndex;
    const fields: string[] = [];
    const startLine = line;
    if (isRemark(source, start)) {
      const end = /\r?\n|\r/g;
      end.lastIndex = start;
      field.lastIndex = end.exec(source) === null ? source.length : end.lastIndex;
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
      if (end !== separator) break;
    }
    if (fields.length > 1 || fields[0] !== '') records.push({ line: startLine, fields });
  }
  return records;
}

/** True for a line whose first letter that is no blank is `#`. */
function isRemark(source: string, start: number): boolean {
  const remark = / *#/y;
  remark.lastIndex = start;
  return remark.test(source);
}

/**
 * Finds out what stands between fields: what a first line `sep=;` says, else what the line of names has most of.
 *
 * @returns also the text, in which such a first line is a remark
 */
export function detectSeparator(text: string): { readonly text: string; readonly separator: CsvSeparator } {
  const source = text.replace(/^\uFEFF/, '');
  const said = /^"?sep=([,;\t])"?(?=\r|\n|$)/i.exec(source)?.[1];
  if (said !== undefined) return { text: `#${source}`, separator: said as CsvSeparator };
  const lines = source.split(/\r\n|\n|\r/);
  const heading = (lines.find((line) => /^ *[^ #]/.test(line)) ?? '').replace(/"[^"]*"/g, '');
  const countOf = (separator: string): number => heading.split(separator).length;
  const separators: readonly CsvSeparator[] = [',', ';', '\t'];
  const [separator = ','] = [...separators].sort((a, b) => countOf(b) - countOf(a));
  return { text: source, separator };
}

/** Writes records; quotes only where they are needed. */
export function renderCsv(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map(renderField).join(',')}\n`).join('');
}

function renderField(field: string): string {
  return /[",\r\n#]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
