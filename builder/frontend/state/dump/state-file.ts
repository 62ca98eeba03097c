import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { BuildError, errorProblem, fail } from '../../../model/mod.ts';
import type { PlaceOf, StateDump } from './types.ts';

type Row = StateDump['tables'][string][number];
type Value = Row[string];

/** What an export leaves out on demand. */
export interface ExportOptions {
  /** No events and no audit log. */
  readonly withoutLogs?: boolean;
  /** No keys, no tokens, no secret attributes: fit to be shown. */
  readonly withoutSecrets?: boolean;
}

/** Takes parts out of a dump. */
export function selectDump(dump: StateDump, options: ExportOptions): StateDump {
  const left = new Set([
    ...(options.withoutLogs ? ['events', 'audit'] : []),
    ...(options.withoutSecrets ? ['keys', 'tokens'] : []),
  ]);
  const tables = Object.entries(dump.tables)
    .filter(([name]) => !left.has(name))
    .map(([name, rows]): [string, readonly Row[]] => {
      const open = options.withoutSecrets && name === 'attributes';
      return [name, open ? rows.filter((row) => row['secret'] !== 1) : rows];
    });
  return { ...dump, tables: Object.fromEntries(tables) };
}

/** A dump as YAML, one row a line: texts in quotes, numbers bare, empty columns left out. */
export function renderStateFile(dump: StateDump): string {
  const tables = Object.entries(dump.tables).map(([name, rows]) => {
    if (rows.length === 0) return `${name}: []\n`;
    return `${name}:\n${rows.map((row) => `  - { ${renderRow(row)} }\n`).join('')}`;
  });
  return `# Everything that a frontend knows. Read it with: cairn import FILE\nschema: ${dump.schema}\n${tables.join('')}`;
}

function renderRow(row: Row): string {
  return Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : String(value)}`)
    .join(', ');
}

/** JSON's strings are YAML's, but for letters that YAML does not print. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A dump as it was read, with the place of each row. */
export interface StateFile {
  readonly dump: StateDump;
  readonly placeOf: PlaceOf;
}

/** Reads what `renderStateFile` wrote. @throws {BuildError} YAML_SYNTAX, YAML_VALUE with line and column */
export function parseStateFile(text: string, file: string): StateFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, lineCounter: lines });
  const placeOf = (node: unknown) => {
    const offset = (node as { range?: [number, number, number] | null } | null)?.range?.[0] ?? 0;
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new BuildError(
      document.errors.slice(0, 20).map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        const message = `Cannot read this as YAML: ${error.message}`;
        return errorProblem('YAML_SYNTAX', message, { file, line, column: col });
      }),
    );
  }
  const top = document.contents;
  const schema = isMap(top) ? top.get('schema') : undefined;
  if (!isMap(top) || typeof schema !== 'number') {
    return fail('YAML_VALUE', 'Expected an export of cairn, with "schema"', { file, line: 1 });
  }
  const tables: Record<string, readonly Row[]> = {};
  const nodes = new Map<string, readonly unknown[]>();
  for (const { key, value } of top.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name === 'schema') continue;
    if (!isSeq(value)) return fail('YAML_VALUE', `Expected rows in "${name}"`, placeOf(key));
    nodes.set(name, value.items);
    tables[name] = value.items.map((item): Row => {
      const row = isMap(item) ? (item.toJSON() as Record<string, unknown>) : undefined;
      const isFlat = row !== undefined && Object.values(row).every(isValue);
      if (!isFlat)
        return fail('YAML_VALUE', `Expected texts and numbers in a row of "${name}"`, placeOf(item));
      return row as Record<string, Value>;
    });
  }
  return {
    dump: { schema, tables },
    placeOf: (table, index) => placeOf(nodes.get(table)?.[index] ?? top),
  };
}

function isValue(value: unknown): value is Value {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
