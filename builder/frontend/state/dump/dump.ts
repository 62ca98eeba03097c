import type { StoredAttribute } from '../../../hosts/mod.ts';
import { BuildError, errorProblem, fail, type Place } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { SCHEMA_VERSION, TABLES } from '../database/schema.ts';
import type { SqliteValue } from '../database/sqlite-module.ts';
import { readPrivateNetwork } from '../records/read-hosts.ts';
import type { StoredKey } from '../records/types.ts';
import { checkDump } from './check-dump.ts';
import type { RestoreOptions, StateDump } from './types.ts';

/** Counted anew by whoever reads the dump. */
const TRANSIENT = new Set(['revision']);

/**
 * Reads every table; run it inside a transaction to see one moment.
 *
 * @param schema the version that the state is of; an older one lacks tables and columns
 */
export async function readDump(query: Query, schema: number = SCHEMA_VERSION): Promise<StateDump> {
  const tables: Record<string, readonly Record<string, SqliteValue>[]> = {};
  const known = await query<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const there = new Set(known.map(({ name }) => name));
  for (const table of TABLES) {
    if (!there.has(table)) continue;
    const columns = await columnsOf(query, table);
    const list = columns.map(quoted).join(', ');
    const keys = await keysOf(query, table);
    tables[table] = await query(
      `SELECT ${list} FROM ${quoted(table)} ORDER BY ${keys.map(quoted).join(', ')}`,
    );
  }
  return { schema, tables };
}

/**
 * Replaces everything by a dump, inside a transaction of the caller. A column that the dump lacks gets its default.
 *
 * @throws {BuildError} STATE_IMPORT naming table and row of everything that no command would have written
 */
export async function writeDump(
  query: Query,
  dump: StateDump,
  { placeOf = () => undefined, keepKeys = false }: RestoreOptions = {},
): Promise<void> {
  if (dump.schema > SCHEMA_VERSION) {
    const hint = `This program knows versions up to ${SCHEMA_VERSION}`;
    fail('STATE_NEWER', `Cannot import state of version ${dump.schema}`, undefined, hint);
  }
  const unknown = Object.keys(dump.tables).find((name) => !TABLES.some((table) => table === name));
  if (unknown !== undefined) fail('STATE_IMPORT', `Cannot import table "${unknown}": it is not known`);
  // Whose state it was does not matter: the frontend keeps its name.
  const own = (await readPrivateNetwork(query))?.frontendName;
  const problems = checkDump(dump, placeOf, own);
  if (problems.length > 0) throw new BuildError(problems);
  const kept = keepKeys ? await readSecrets(query) : undefined;
  for (const table of [...TABLES].reverse()) await query(`DELETE FROM ${quoted(table)}`);
  for (const table of TABLES) {
    const columns = new Set(await columnsOf(query, table));
    for (const [index, row] of (dump.tables[table] ?? []).entries()) {
      await insertRow(query, table, columns, row).catch((error: unknown) => {
        throw rowError(table, index, error, placeOf(table, index));
      });
    }
  }
  if (own !== undefined) await query("UPDATE networks SET frontendName = ? WHERE name = 'private'", [own]);
  if (kept !== undefined) await writeSecrets(query, kept);
}

interface Secrets {
  /** What the keys of the authority have signed. */
  readonly certificates: readonly Readonly<Record<string, SqliteValue>>[];
  readonly keys: readonly StoredKey[];
  readonly attributes: readonly Pick<StoredAttribute, 'scope' | 'subject' | 'name' | 'value'>[];
}

async function readSecrets(query: Query): Promise<Secrets> {
  return {
    keys: await query('SELECT host, name, value FROM "keys"'),
    certificates: await query('SELECT * FROM certificates'),
    attributes: await query('SELECT scope, subject, name, value FROM attributes WHERE secret = 1'),
  };
}

/** Gives back what the dump does not say, of the cluster and of hosts that are still there. */
async function writeSecrets(query: Query, { keys, certificates, attributes }: Secrets): Promise<void> {
  const hosts = new Set((await query<{ name: string }>('SELECT name FROM hosts')).map(({ name }) => name));
  for (const { host, name, value } of keys) {
    if (host !== '' && !hosts.has(host)) continue;
    await query('INSERT OR IGNORE INTO "keys" (host, name, value) VALUES (?, ?, ?)', [host, name, value]);
  }
  for (const row of certificates) {
    const columns = Object.keys(row);
    await query(
      `INSERT OR IGNORE INTO certificates (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      columns.map((column) => row[column] ?? null),
    );
  }
  for (const { scope, subject, name, value } of attributes) {
    if (scope === 'host' && !hosts.has(subject)) continue;
    await query(
      'INSERT OR IGNORE INTO attributes (scope, subject, name, value, secret) VALUES (?, ?, ?, ?, 1)',
      [scope, subject, name, value],
    );
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

function rowError(table: string, index: number, error: unknown, place: Place | undefined): BuildError {
  const why = error instanceof Error ? error.message.replace(/^SQLITE_[A-Z]+: /, '') : String(error);
  const message = `Cannot import row ${index + 1} of "${table}": ${why}`;
  return new BuildError(errorProblem('STATE_IMPORT', message, place));
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
