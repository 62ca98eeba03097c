import { Transform } from 'node:stream';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';

/** What an archive may unpack to. */
export interface UnpackLimits {
  readonly bytes: number;
  /** Files, folders (also those that only a path names) and links. */
  readonly entries: number;
}

const MAX_ENTRIES = 100_000;

/** A hundredfold of the archive's size, at least 256 MiB, at most 16 GiB. */
export function unpackLimits(archiveBytes: number): UnpackLimits {
  const bytes = Math.min(16 * 2 ** 30, Math.max(256 * 2 ** 20, archiveBytes * 100));
  return { bytes, entries: MAX_ENTRIES };
}

/** @param archive shown in the message @throws {BuildError} ROLL_ARCHIVE: too many */
export function checkEntryCount(archive: string, entries: number, limits: UnpackLimits): void {
  if (entries <= limits.entries) return;
  fail('ROLL_ARCHIVE', `More than ${limits.entries} entries`, { file: archive });
}

/** Counts bytes over all streams that go through it. */
export interface ByteMeter {
  /** A stream that passes bytes on until there were too many. */
  readonly open: () => Transform;
  /** @throws {BuildError} ROLL_ARCHIVE: too many */
  readonly add: (bytes: number) => void;
}

/** @param archive shown in the message */
export function createByteMeter(archive: string, limitBytes: number): ByteMeter {
  let bytes = 0;
  const tooMany = (): BuildError | undefined => {
    if (bytes <= limitBytes) return undefined;
    const message = `Unpacks to more than ${limitBytes} bytes, suspiciously much for its size`;
    return new BuildError(errorProblem('ROLL_ARCHIVE', message, { file: archive }));
  };
  const add = (more: number): void => {
    bytes += more;
    const error = tooMany();
    if (error !== undefined) throw error;
  };
  const open = (): Transform =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        const error = tooMany();
        if (error === undefined) done(null, chunk);
        else done(error);
      },
    });
  return { open, add };
}
