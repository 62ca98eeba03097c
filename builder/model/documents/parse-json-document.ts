import * as v from 'valibot';
import { fail, type Place } from '../problem.ts';

/** A kind of JSON document that one program of Cairn writes and another one reads, perhaps of another version. */
export interface DocumentKind<T> {
  /** For messages: "graph bundle". */
  readonly title: string;
  /** What `format` of the document must be; a document without one has none. */
  readonly format?: number;
  /** More keys may be there: what they mean is not asked here. */
  readonly schema: v.GenericSchema<unknown, T>;
  /** What to do about a document of another kind or format. */
  readonly hint: string;
}

/**
 * Reads a document. No message quotes from it: it may hold secrets.
 *
 * @param file name for messages
 * @throws {BuildError} DOCUMENT_SYNTAX it is no JSON; DOCUMENT_FORMAT it has another format; DOCUMENT_SHAPE it is
 *   something else
 */
export function parseJsonDocument<T>(kind: DocumentKind<T>, text: string, file?: string): T {
  const { title, format, schema, hint } = kind;
  const place: Place | undefined = file === undefined ? undefined : { file };
  const value = parseJson(text, `The ${title} is no JSON`, place, hint);
  if (format !== undefined) {
    const found = formatOf(value);
    if (found === undefined)
      return fail('DOCUMENT_SHAPE', `This is no ${title}: it names no format`, place, hint);
    if (found !== format) {
      const message = `The ${title} has format ${found}, this program knows format ${format}`;
      return fail('DOCUMENT_FORMAT', message, place, hint);
    }
  }
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  // What was checked, not the checker's copy: a bundle may be large.
  if (parsed.success) return value as T;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  const what = where === null ? 'it' : `"${where}"`;
  const wanted = EXPECTED[issue.expected ?? ''] ?? issue.expected;
  return fail('DOCUMENT_SHAPE', `This is no ${title}: ${what} is not ${wanted}`, place, hint);
}

/** What the checker expects, in words; it has no word for what only a function decides: maps. */
const EXPECTED: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'an object',
  boolean: 'true or false',
  number: 'a number',
  string: 'text',
  unknown: 'names and values',
};

function parseJson(text: string, message: string, place: Place | undefined, hint: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fail('DOCUMENT_SYNTAX', message, place, hint);
  }
}

function formatOf(value: unknown): string | number | undefined {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  return typeof format === 'number' || typeof format === 'string' ? format : undefined;
}
