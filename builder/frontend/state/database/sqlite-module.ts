import { EventEmitter } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BuildError, errorProblem } from '../../../model/mod.ts';

/** What is used of Debian's package node-sqlite3: its binding alone, which speaks N-API and so fits every Node. */
export interface SqliteModule {
  readonly Database: new (file: string, mode: number, done: (error: Error | null) => void) => SqliteDatabase;
  readonly Statement: new (
    database: SqliteDatabase,
    sql: string,
    done: (error: Error | null) => void,
  ) => SqliteStatement;
  readonly OPEN_READWRITE: number;
  readonly OPEN_CREATE: number;
}
export interface SqliteDatabase {
  readonly exec: (sql: string, done: (error: Error | null) => void) => void;
  readonly close: (done: (error: Error | null) => void) => void;
  readonly configure: (option: 'busyTimeout', value: number) => void;
}
export interface SqliteStatement {
  readonly all: (
    params: readonly SqliteValue[],
    done: (error: Error | null, rows: unknown[]) => void,
  ) => void;
  readonly finalize: (done: () => void) => void;
}
/** What the binding reports: `code` is the name of SQLite's primary result code, as SQLITE_BUSY. */
export type SqliteError = Error & { readonly code?: string };
export type SqliteValue = string | number | null;

let loaded: SqliteModule | undefined;

/**
 * Loads the binding from where Debian's package puts it, else from where `scripts/setup --test` unpacked the
 * package because the build host's Node is not Debian's.
 *
 * @throws {BuildError} SQLITE_MISSING naming the package
 */
export function loadSqlite(): SqliteModule {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  const reasons: string[] = [];
  for (const file of listCandidates(require.resolve.paths('sqlite3') ?? [])) {
    try {
      loaded = withEvents(require(file) as SqliteModule);
      return loaded;
    } catch (error) {
      reasons.push(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
  throw new BuildError(
    errorProblem(
      'SQLITE_MISSING',
      reasons.length === 0
        ? 'Cannot find SQLite for Node'
        : `Cannot load SQLite for Node (${reasons.join('; ')})`,
      undefined,
      'Install it: apt-get install node-sqlite3',
    ),
  );
}

function listCandidates(modulePaths: readonly string[]): string[] {
  const debian = listFolder('/usr/lib').map((triplet) => join('/usr/lib', triplet, 'nodejs/sqlite3'));
  const roots = [
    ...debian,
    '/usr/share/nodejs/sqlite3',
    ...modulePaths.map((path) => join(path, '.cairn/sqlite3')),
  ];
  return roots
    .map((root) => join(root, 'lib/binding'))
    .flatMap((folder) => listFolder(folder).map((abi) => join(folder, abi, 'node_sqlite3.node')))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .reverse() // the newest N-API first; each folder is sorted
    .sort((a, b) => rank(a, roots) - rank(b, roots));
}

function rank(file: string, roots: readonly string[]): number {
  return roots.findIndex((root) => file.startsWith(`${root}/`));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The binding emits events on its objects, and leaves it to its JavaScript to make them emitters. */
function withEvents(module: SqliteModule): SqliteModule {
  for (const type of [module.Database, module.Statement]) {
    Object.assign(type.prototype as object, EventEmitter.prototype);
  }
  return module;
}
