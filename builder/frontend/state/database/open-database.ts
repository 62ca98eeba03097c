import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { unwritable } from '../../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../../model/mod.ts';
import { type Connection, openConnection } from './connection.ts';
import { explainFault } from './explain-fault.ts';
import { restoreHint } from './find-dumps.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

/** The writing connection and the reading one; a reader sees what is committed, and never waits. */
export interface Database {
  readonly writer: Connection;
  readonly reader: Connection;
}

/** Gets the state as it is in an older version, before it is led to this one. */
export type BeforeMigration = (writer: Connection, version: number) => Promise<void>;

/**
 * Opens the file, made or migrated as needed. It holds secrets: only its owner may read it.
 *
 * @throws {BuildError} STATE_MISSING, STATE_EMPTY, STATE_NEWER, STATE_UNREADABLE, SQLITE_MISSING, FILE_UNWRITABLE
 */
export async function openDatabase(
  file: string,
  mustExist: boolean,
  beforeMigration: BeforeMigration = async () => {},
): Promise<Database> {
  if (mustExist) requireState(file);
  createPrivateFile(file);
  const writer = await openConnection(file);
  try {
    // FULL: what was answered survives a power cut. A write-ahead log: readers and the writer do not meet.
    await writer.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    if (mustExist && (await versionOf(writer)) === 0) throw emptyState(file);
    const version = await versionOf(writer);
    if (version > 0 && version < SCHEMA_VERSION) await beforeMigration(writer, version);
    await migrate(file, writer);
    const reader = await openConnection(file);
    await reader.script('PRAGMA query_only = ON;');
    return { writer, reader };
  } catch (error) {
    await writer.close().catch(() => undefined);
    throw error;
  }
}

/** A file that lost its content would be an empty frontend to whoever makes what is missing. */
function requireState(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    const hint = `Run this on a frontend, or set CAIRN_STATE to the file; where it was lost: ${restoreHint(file)}`;
    fail('STATE_MISSING', `Cannot find the state "${file}"`, undefined, hint);
  }
  if (size === 0) throw emptyState(file);
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw explainFault(file, Object.assign(error as Error, { code: 'SQLITE_PERM' }));
  }
}

function emptyState(file: string): BuildError {
  const message = `The state "${file}" is empty: this frontend has lost what it knew`;
  return new BuildError(errorProblem('STATE_EMPTY', message, undefined, restoreHint(file)));
}

/** SQLite gives its log and index files the mode of the database. */
function createPrivateFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    if (process.getuid?.() === 0) chmodSync(file, 0o600);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Carries out what is missing, each step a transaction with its version number in it. */
async function migrate(file: string, writer: Connection): Promise<void> {
  for (;;) {
    if ((await versionOf(writer)) === SCHEMA_VERSION) return;
    await writer.script('BEGIN IMMEDIATE');
    try {
      // Another process may have done it meanwhile.
      const version = await versionOf(writer);
      if (version > SCHEMA_VERSION) {
        const known = `this program knows versions up to ${SCHEMA_VERSION}`;
        const hint = `Install the newer program again; or, without what was said since: ${restoreHint(file)}`;
        fail(
          'STATE_NEWER',
          `Cannot use the state "${file}": it is of version ${version}, ${known}`,
          undefined,
          hint,
        );
      }
      const step = MIGRATIONS[version];
      if (step !== undefined) await writer.script(`${step}; PRAGMA user_version = ${version + 1};`);
      await writer.script('COMMIT');
    } catch (error) {
      await writer.script('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

async function versionOf({ query }: Connection): Promise<number> {
  const [row] = await query<{ user_version: number }>('PRAGMA user_version');
  return row?.user_version ?? 0;
}
