import { BuildError, errorProblem } from '../model/mod.ts';

/** What to do about a refusal of the system. */
const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'This user may not write or look there: name another folder, or change its owner',
  EDQUOT: "This user's share of the disk is used up: free some space, or name another folder",
  EEXIST: 'Something else has this name: remove it, or name another folder',
  EFBIG: 'The file system takes no files of this size: name a folder on another one',
  EIO: 'The disk is failing, or was unplugged',
  EISDIR: 'It is a folder, where a file was expected',
  ENAMETOOLONG: 'Choose shorter names: file systems take 255 bytes',
  ENOENT: 'A folder above it does not exist',
  ENOSPC: 'The file system is full: free some space, or name a folder on another one',
  ENOTDIR: 'It is a file, or lies below one, where a folder was expected: name another folder',
  EPERM: 'The system does not allow it: is the file system of a kind without permissions, or locked?',
  EROFS: 'The file system is read-only: name a folder on another one',
};

/** FILE_MISSING, which is whoever named it's to mend; FILE_UNREADABLE with the reason of the system. */
export function unreadable(path: string, error: unknown): BuildError {
  if (error instanceof BuildError) return error;
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new BuildError(errorProblem('FILE_MISSING', `Cannot read "${path}": it does not exist`));
  }
  return new BuildError(errorProblem('FILE_UNREADABLE', `Cannot read "${path}": ${reasonOf(error)}`));
}

/** What a look at a file or folder says. @throws {BuildError} as {@link unreadable} */
export function orUnreadable<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** FILE_UNWRITABLE with the reason of the system, and what to do about it. */
export function unwritable(path: string, error: unknown): BuildError {
  if (error instanceof BuildError) return error;
  const message = `Cannot write "${path}": ${reasonOf(error)}`;
  return new BuildError(errorProblem('FILE_UNWRITABLE', message, undefined, HINTS[codeOf(error)]));
}

/** Calls of the system that only look. */
const LOOKING = /^(?:access|lstat|read|readlink|realpath|scandir|stat|statfs)$/;

/**
 * What the system refused, as an error for people: a full, read-only, forbidden or failing disk is no fault of the
 * program, wherever it shows. Anything else is returned as it is.
 */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BuildError) return error;
  const { code, syscall, errno, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  if (code === undefined || syscall === undefined || errno === undefined) return error;
  const where = dest ?? path;
  if (where === undefined) {
    const message = `Cannot go on: ${reasonOf(error)}`;
    return new BuildError(errorProblem('FILE_UNWRITABLE', message, undefined, HINTS[code]));
  }
  if (!LOOKING.test(syscall)) return unwritable(where, error);
  const message = `Cannot read "${where}": ${reasonOf(error)}`;
  return new BuildError(errorProblem('FILE_UNREADABLE', message, undefined, HINTS[code]));
}

/** What programs say that could not write, and the error of the system that it was. */
const DISK_WORDS: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'ENOSPC'],
  // xorriso looks before it writes.
  [/Image size \S+ exceeds free space on media/, 'ENOSPC'],
  [/Read-only file system/, 'EROFS'],
  [/Disk quota exceeded/, 'EDQUOT'],
  [/Input\/output error/, 'EIO'],
];

/** What a program said about the disk, if that is why it failed: its own words, and what to do. */
export function findDiskFailure(
  text: string,
): { readonly reason: string; readonly hint: string } | undefined {
  for (const [words, code] of DISK_WORDS) {
    const reason = words.exec(text)?.[0];
    if (reason !== undefined) return { reason, hint: HINTS[code]! };
  }
  return undefined;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

/** What the system says, without its own mention of the path. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^([A-Z0-9]+: [^,]+)/.exec(message)?.[1] ?? message;
}
