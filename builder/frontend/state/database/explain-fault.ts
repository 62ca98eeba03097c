import { BuildError, errorProblem } from '../../../model/mod.ts';
import { restoreHint } from './find-dumps.ts';
import type { SqliteError } from './sqlite-module.ts';

const DAMAGED = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Codes by which SQLite says that the file cannot be used, whatever is asked of it, and what to do then. */
const HINTS: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'Another program has been writing for a long time; try again',
  SQLITE_CANTOPEN: 'Run this as root; the folder must be there and may be written',
  SQLITE_FULL: 'The disk is full: nothing was changed. Make room on it; see: df -h',
  SQLITE_IOERR: 'The disk failed, or is full: nothing was changed. See: df -h, journalctl -k',
  SQLITE_PERM: 'Run this as root',
  SQLITE_READONLY: 'Run this as root; the file system may be read-only: see dmesg',
};

/** What is wrong with the file itself is the environment's fault; the rest stays as SQLite says it. */
export function explainFault(file: string, error: Error): Error {
  const code = (error as SqliteError).code ?? '';
  const isDamaged = DAMAGED.includes(code);
  if (!isDamaged && HINTS[code] === undefined) return error;
  return unreadable(file, error.message, isDamaged ? restoreHint(file) : HINTS[code]!);
}

/** A file that opens, and in which not all is as it should be. */
export function damaged(file: string, what: string): BuildError {
  return unreadable(file, `it is damaged (${what})`, restoreHint(file));
}

function unreadable(file: string, why: string, hint: string): BuildError {
  return new BuildError(
    errorProblem('STATE_UNREADABLE', `Cannot use the state "${file}": ${why}`, undefined, hint),
  );
}
