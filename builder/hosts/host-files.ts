import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { BuildError, errorProblem, fail, type Problem } from '../model/mod.ts';
import { type CsvRecord, detectSeparator, parseCsv, renderCsv } from './csv.ts';
import {
  HOST_COLUMNS,
  HOST_KEYS,
  type HostColumn,
  type HostRow,
  NONE,
  rowOfHost,
  unknownKey,
} from './host-rows.ts';
import type { HostDescription } from './types.ts';

const isKey = (text: string): text is HostColumn => (HOST_COLUMNS as readonly string[]).includes(text);

/** Hosts as comma-separated values with a line of column names. */
export function renderHostsCsv(hosts: readonly HostDescription[]): string {
  const rows = hosts.map(rowOfHost);
  return renderCsv([HOST_KEYS, ...rows.map((row) => HOST_KEYS.map((key) => row[key]))]);
}

/** @throws {BuildError} CSV_SYNTAX, HOST_WRONG with the line */
export function parseHostsCsv(text: string, file: string): HostRow[] {
  const { text: source, separator } = detectSeparator(text);
  // Spreadsheets write rows and columns in which somebody was once.
  const isBlank = (fields: readonly string[]): boolean => fields.every((field) => field.trim() === '');
  const [head, ...records] = parseCsv(source, file, separator).filter(({ fields }) => !isBlank(fields));
  if (head === undefined) return [];
  const problems: Problem[] = [];
  const names = head.fields.map((field) => field.trim().toLowerCase());
  const keys = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
  for (const [index, key] of keys.entries()) {
    if (!isKey(key)) problems.push(unknownKey(key, { file, line: head.line }));
    else if (keys.indexOf(key) !== index) {
      problems.push(errorProblem('HOST_WRONG', `Column "${key}" is there twice`, { file, line: head.line }));
    }
  }
  const rows = problems.length > 0 ? [] : records.map((record) => readRecord(record, keys, file, problems));
  if (problems.length > 0) throw new BuildError(problems);
  return rows;
}

function readRecord(record: CsvRecord, keys: readonly string[], file: string, problems: Problem[]): HostRow {
  const place = { file, line: record.line };
  const { fields } = record;
  const hasMore = fields.slice(keys.length).some((field) => field.trim() !== '');
  if (fields.length < keys.length || hasMore) {
    const message = `Expected ${keys.length} fields, found ${fields.length}`;
    problems.push(errorProblem('HOST_WRONG', message, place));
  }
  return { place, values: Object.fromEntries(keys.map((key, index) => [key, fields[index] ?? ''])) };
}

/** Hosts as YAML: a list with one host a line. */
export function renderHostsYaml(hosts: readonly HostDescription[]): string {
  const lines = hosts.map((host) => {
    const row = rowOfHost(host);
    const pairs = HOST_KEYS.filter((key) => row[key] !== '').map(
      (key) => `${key}: ${JSON.stringify(row[key])}`,
    );
    return `  - { ${pairs.join(', ')} }\n`;
  });
  return lines.length === 0 ? 'hosts: []\n' : `hosts:\n${lines.join('')}`;
}

/** @throws {BuildError} YAML_SYNTAX, YAML_VALUE, HOST_WRONG with line and column */
export function parseHostsYaml(text: string, file: string): HostRow[] {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new BuildError(
      document.errors
        .slice(0, 20)
        .map((error) =>
          errorProblem('YAML_SYNTAX', `Cannot read this as YAML: ${error.message}`, at(error.pos[0])),
        ),
    );
  }
  const list = hostList(document, file);
  const problems: Problem[] = [];
  const rows = list.map((item): HostRow => {
    const node = item as { range?: [number, number, number] | null } | null;
    const place = at(node?.range?.[0]);
    if (!isMap(item)) {
      problems.push(errorProblem('YAML_VALUE', 'Expected keys and values of a host', place));
      return { place, values: {} };
    }
    const values: Partial<Record<HostColumn, string>> = {};
    for (const { key, value } of item.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const where = at((key as { range?: [number, number, number] }).range?.[0]);
      const found = textOf(value);
      if (!isKey(name)) problems.push(unknownKey(name, where));
      else if (found === undefined)
        problems.push(errorProblem('YAML_VALUE', `Expected text in "${name}"`, where));
      else values[name] = found;
    }
    return { place, values };
  });
  if (problems.length > 0) throw new BuildError(problems);
  return rows;
}

function hostList(document: Document, file: string): readonly unknown[] {
  const top = document.contents;
  const list = isMap(top) && top.items.length === 1 ? top.get('hosts', true) : top;
  if (isSeq(list)) return list.items;
  return fail(
    'YAML_VALUE',
    'Expected a list of hosts',
    { file, line: 1 },
    'Begin with "hosts:", then one host a line',
  );
}

/** A scalar, or a list of them (several MAC addresses), as text. */
function textOf(node: unknown): string | undefined {
  if (isScalar(node)) return String(node.value ?? '');
  if (isSeq(node) && node.items.length === 0) return NONE;
  if (isSeq(node) && node.items.every(isScalar))
    return node.items.map((item) => String(item.value)).join(' ');
  return node === null ? '' : undefined;
}
