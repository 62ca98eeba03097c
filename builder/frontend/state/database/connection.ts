import { BuildError, errorProblem } from '../../../model/mod.ts';
import {
  loadSqlite,
  type SqliteDatabase,
  type SqliteError,
  type SqliteStatement,
  type SqliteValue,
} from './sqlite-module.ts';

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

/** Codes by which SQLite says that the file cannot be used, whatever is asked of it. */
const FAULTS_OF_FILE: readonly string[] = [
  'SQLITE_BUSY',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOTADB',
  'SQLITE_PERM',
  'SQLITE_READONLY',
];

/** How long a writer waits for one of another process. */
const BUSY_TIMEOUT_MS = 15_000;

/** @throws {BuildError} SQLITE_MISSING, STATE_UNREADABLE */
export async function openConnection(file: string): Promise<Connection> {
  const { Database, Statement, OPEN_CREATE, OPEN_READWRITE } = loadSqlite();
  const database = await new Promise<SqliteDatabase>((resolve, reject) => {
    const opened = new Database(file, OPEN_READWRITE + OPEN_CREATE, (error) =>
      error === null ? resolve(opened) : reject(unreadable(file, error)),
    );
  });
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  const prepared = new Map<string, Promise<SqliteStatement>>();
  const prepare = (sql: string): Promise<SqliteStatement> => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = new Promise<SqliteStatement>((resolve, reject) => {
      const statement = new Statement(database, sql, (error) =>
        error === null ? resolve(statement) : reject(described(file, error)),
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
          error === null ? resolve(rows as R[]) : reject(described(file, error)),
        );
      });
    },
    script: (sql) =>
      new Promise((resolve, reject) => {
        database.exec(sql, (error) => (error === null ? resolve() : reject(described(file, error))));
      }),
    close: async () => {
      const statements = await Promise.allSettled(prepared.values());
      for (const one of statements) {
        if (one.status === 'fulfilled') await new Promise<void>((done) => one.value.finalize(done));
      }
      await new Promise<void>((resolve, reject) =>
        database.close((error) => (error === null ? resolve() : reject(described(file, error)))),
      );
    },
  };
}

/** What is wrong with the file itself is the environment's fault; the rest stays as SQLite says it. */
function described(file: string, error: Error): Error {
  return FAULTS_OF_FILE.includes((error as SqliteError).code ?? '') ? unreadable(file, error) : error;
}

function unreadable(file: string, error: Error): BuildError {
  return new BuildError(errorProblem('STATE_UNREADABLE', `Cannot use the state "${file}": ${error.message}`));
}
