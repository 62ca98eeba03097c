import { explainFault } from './explain-fault.ts';
import { loadSqlite, type SqliteDatabase, type SqliteStatement, type SqliteValue } from './sqlite-module.ts';

/** Runs one statement with `?` for its values. */
export type Query = <R = Record<string, SqliteValue>>(
  sql: string,
  values?: readonly SqliteValue[],
) => Promise<readonly R[]>;

/** One connection; statements are prepared once. */
export interface Connection {
  readonly query: Query;
  /** Several statements without values. */
  readonly script: (sql: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How long a writer waits for one of another process. */
const BUSY_TIMEOUT_MS = 15_000;

/** @throws {BuildError} SQLITE_MISSING, STATE_UNREADABLE */
export async function openConnection(file: string): Promise<Connection> {
  const { Database, Statement, OPEN_CREATE, OPEN_READWRITE } = loadSqlite();
  const database = await new Promise<SqliteDatabase>((resolve, reject) => {
    const opened = new Database(file, OPEN_READWRITE + OPEN_CREATE, (error) =>
      error === null ? resolve(opened) : reject(explainFault(file, error)),
    );
  });
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  const prepared = new Map<string, Promise<SqliteStatement>>();
  const prepare = (sql: string): Promise<SqliteStatement> => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = new Promise<SqliteStatement>((resolve, reject) => {
      const statement = new Statement(database, sql, (error) =>
        error === null ? resolve(statement) : reject(explainFault(file, error)),
      );
    });
    prepared.set(sql, made);
    made.catch(() => prepared.delete(sql));
    return made;
  };
  return {
    query: async <R>(sql: string, values: readonly SqliteValue[] = []) => {
      const statement = await prepare(sql);
      return new Promise<readonly R[]>((resolve, reject) => {
        statement.all(values, (error, rows) =>
          error === null ? resolve(rows as R[]) : reject(explainFault(file, error)),
        );
      });
    },
    script: (sql) =>
      new Promise((resolve, reject) => {
        database.exec(sql, (error) => (error === null ? resolve() : reject(explainFault(file, error))));
      }),
    close: async () => {
      const statements = await Promise.allSettled(prepared.values());
      for (const one of statements) {
        if (one.status === 'fulfilled') await new Promise<void>((done) => one.value.finalize(done));
      }
      await new Promise<void>((resolve, reject) =>
        database.close((error) => (error === null ? resolve() : reject(explainFault(file, error)))),
      );
    },
  };
}
