import { BuildError, errorProblem, fail } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { SCHEMA_VERSION, TABLES } from '../database/schema.ts';
import type { SqliteValue } from '../database/sqlite-module.ts';
import type { StateDump } from './types.ts';

/** Counted anew by whoever reads the dump. */
const TRANSIENT = new Set(['revision']);

/** Reads every table; run it inside a transaction to see one moment. */
export async function readDump(query: Query): Promise<StateDump> {
  const tables: Record<string, readonly Record<string, SqliteValue>[]> = {};
  for (const table of TABLES) {
    const columns = await columnsOf(query, table);
    const list = columns.map(quoted).join(', ');
    const keys = await keysOf(query, table);
    tables[table] = await query(
      `SELECT ${list} FROM ${quoted(table)} ORDER BY ${keys.map(quoted).join(', ')}`,
    );
  }
  return { schema: SCHEMA_VERSION, tables };
}

/**
 * Replaces everything by a dump, inside a transaction of the caller. A column that the dump lacks gets its default.
 *
 * @throws {BuildError} STATE_IMPORT naming table and row
 */
export async function writeDump(query: Query, dump: StateDump): Promise<void> {
  if (dump.schema > SCHEMA_VERSION) {
    const hint = `This program knows versions up to ${SCHEMA_VERSION}`;
    fail('STATE_NEWER', `Cannot import state of version ${dump.schema}`, undefined, hint);
  }
  const unknown = Object.keys(dump.tables).find((name) => !TABLES.some((table) => table === name));
  if (unknown !== undefined) fail('STATE_IMPORT', `Cannot import table "${unknown}": it is not known`);
  for (const table of [...TABLES].reverse()) await query(`DELETE FROM ${quoted(table)}`);
  for (const table of TABLES) {
    const columns = new Set(await columnsOf(query, table));
    for (const [index, row] of (dump.tables[table] ?? []).entries()) {
      await insertRow(query, table, columns, row).catch((error: unknown) => {
        throw rowError(table, index, error);
      });
    }
  }
}

async function insertRow(
  query: Query,
  table: string,
  columns: ReadonlySet<string>,
  row: Readonly<Record<string, SqliteValue>>,
): Promise<void> {
  const names = Object.keys(row);
  const unknown = names.find((name) => !columns.has(name));
  if (unknown !== undefined) throw new Error(`Column "${unknown}" is not known`);
  if (names.length === 0) throw new Error('It is empty');
  const marks = names.map(() => '?').join(', ');
  await query(
    `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${marks})`,
    names.map((name) => row[name] ?? null),
  );
}

function rowError(table: string, index: number, error: unknown): BuildError {
  const why = error instanceof Error ? error.message.replace(/^SQLITE_[A-Z]+: /, '') : String(error);
  return new BuildError(errorProblem('STATE_IMPORT', `Cannot import row ${index + 1} of "${table}": ${why}`));
}

async function columnsOf(query: Query, table: string): Promise<string[]> {
  const rows = await query<{ name: string }>(`PRAGMA table_info(${quoted(table)})`);
  return rows.map((row) => row.name).filter((name) => !TRANSIENT.has(name));
}

async function keysOf(query: Query, table: string): Promise<string[]> {
  const rows = await query<{ name: string; pk: number }>(`PRAGMA table_info(${quoted(table)})`);
  const keys = rows.filter((row) => row.pk > 0).sort((a, b) => a.pk - b.pk);
  return keys.map((row) => row.name);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
