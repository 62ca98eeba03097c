import type { Connection, Query } from '../database/connection.ts';
import { AUDITED_TABLES, type AuditedTable, type Image } from './audited-tables.ts';

/** A row before and after; undefined: there was none, there is none. */
export interface RowChange {
  readonly table: AuditedTable;
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

/** Rows that this connection has changed, as they were before; those of other connections never come in. */
const TOUCHED = 'cairnTouched';

/**
 * From now on the connection keeps how rows of audited tables were before it changed them: whichever function or trigger
 * does it. Triggers are temporary: they are of this connection alone, and no part of the schema.
 */
export async function watchRows(connection: Connection): Promise<void> {
  const triggers = Object.entries(AUDITED_TABLES).map(([name, table]) => {
    const keep = (row: string): string =>
      `INSERT OR IGNORE INTO ${TOUCHED} SELECT '${name}', ${row}.rowid, (${imageOf(name, table, `${row}.rowid`)});`;
    const isNew = `INSERT OR IGNORE INTO ${TOUCHED} VALUES ('${name}', NEW.rowid, NULL);`;
    const columns = [...table.keys, ...table.columns].map((column) => `"${column}"`).join(', ');
    return [
      `CREATE TEMP TRIGGER touch_${name}_insert AFTER INSERT ON main."${name}" BEGIN ${isNew} END;`,
      `CREATE TEMP TRIGGER touch_${name}_update BEFORE UPDATE OF ${columns} ON main."${name}" BEGIN ${keep('OLD')} END;`,
      `CREATE TEMP TRIGGER touch_${name}_delete BEFORE DELETE ON main."${name}" BEGIN ${keep('OLD')} END;`,
    ].join('\n');
  });
  const host = imageOf('hosts', AUDITED_TABLES['hosts']!, '(SELECT rowid FROM hosts WHERE name = ROW.host)');
  const cards = (['INSERT', 'DELETE'] as const).map((verb) => {
    const row = verb === 'INSERT' ? 'NEW' : 'OLD';
    return `CREATE TEMP TRIGGER touch_macs_${verb} BEFORE ${verb} ON main.macs BEGIN
      INSERT OR IGNORE INTO ${TOUCHED} SELECT 'hosts', (SELECT rowid FROM hosts WHERE name = ${row}.host), (${host.replaceAll('ROW.', `${row}.`)})
        WHERE EXISTS (SELECT 1 FROM hosts WHERE name = ${row}.host); END;`;
  });
  await connection.script(
    [
      `CREATE TEMP TABLE ${TOUCHED} (tableName TEXT, row INTEGER, before TEXT, PRIMARY KEY (tableName, row));`,
      ...triggers,
      ...cards,
    ].join('\n'),
  );
}

/** What the transaction has changed so far, each row once; it is forgotten with that. */
export async function takeChanges(query: Query): Promise<readonly RowChange[]> {
  const rows = await query<{ tableName: string; row: number; before: string | null; turn: number }>(
    `DELETE FROM ${TOUCHED} RETURNING tableName, row, before, rowid AS turn`,
  );
  const changes: RowChange[] = [];
  for (const { tableName, row, before } of [...rows].sort((a, b) => a.turn - b.turn)) {
    const table = AUDITED_TABLES[tableName]!;
    const [now] = await query<{ image: string | null }>(
      `SELECT (${imageOf(tableName, table, '?')}) AS image`,
      [row],
    );
    changes.push({ table, before: parseImage(before), after: parseImage(now?.image ?? null) });
  }
  return changes;
}

function parseImage(text: string | null): Image | undefined {
  return text === null ? undefined : (JSON.parse(text) as Image);
}

/** A query for a row as JSON. */
function imageOf(name: string, { keys, columns, parts = {} }: AuditedTable, rowid: string): string {
  const plain = [...keys, ...columns].map((column) => `'${column}', self."${column}"`);
  const others = Object.entries(parts).map(([column, sql]) => `'${column}', ${sql}`);
  return `SELECT json_object(${[...plain, ...others].join(', ')}) FROM "${name}" AS self WHERE self.rowid = ${rowid}`;
}
