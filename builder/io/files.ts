import { createHash, randomBytes } from 'node:crypto';
import { constants, linkSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unreadable, unwritable } from './system-errors.ts';

export interface WriteOptions {
  /** Permission bits; 0o644 by default. */
  readonly mode?: number;
  /** Time stamp of the file; now by default. */
  readonly mtimeSeconds?: number;
  /** Force the content to disk before the name appears. */
  readonly durable?: boolean;
}

/**
 * Writes a whole file: beside its place first, then renamed, so that nobody ever sees half of it.
 * Missing folders are made.
 *
 * @throws {BuildError} FILE_UNWRITABLE
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const beside = besideName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(beside, 'wx', options.mode ?? 0o644);
    try {
      await file.writeFile(content);
      await file.chmod(options.mode ?? 0o644);
      if (options.mtimeSeconds !== undefined) await file.utimes(options.mtimeSeconds, options.mtimeSeconds);
      if (options.durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(path, error);
  }
}

/** A name in the same folder that no other process uses. */
export function besideName(path: string): string {
  return join(
    dirname(path),
    `.${basename(path).slice(0, 100)}.${process.pid}-${randomBytes(4).toString('hex')}.part`,
  );
}

/**
 * Gives a file a second name; copies it where a hard link cannot be made (another file system, no permission).
 * An existing target is replaced in one step.
 */
export async function linkOrCopy(from: string, to: string): Promise<'linked' | 'copied'> {
  const beside = besideName(to);
  try {
    await mkdir(dirname(to), { recursive: true });
    const how = await link(from, beside).then(
      () => 'linked' as const,
      async (error: NodeJS.ErrnoException) => {
        if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes(error.code ?? '')) throw error;
        await copyWithTimes(from, beside);
        return 'copied' as const;
      },
    );
    await rename(beside, to);
    // rename() does nothing when both names are links to one file already: the extra name would stay.
    await rm(beside, { force: true });
    return how;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(to, error);
  }
}

/** The same for a new name in a folder that is there: many of them, so without the way through other threads. */
export async function linkNew(from: string, to: string): Promise<void> {
  try {
    linkSync(from, to);
  } catch {
    await linkOrCopy(from, to);
  }
}

/**
 * Copies a file out of a cache for people to have: they may change it, and the cache must not notice. The file system
 * shares the bytes until then where it can. The time stays, the permissions are plain.
 */
export async function copyOut(from: string, to: string): Promise<void> {
  const beside = besideName(to);
  try {
    await mkdir(dirname(to), { recursive: true });
    const info = await stat(from);
    await copyFile(from, beside, constants.COPYFILE_FICLONE);
    await chmod(beside, (info.mode & 0o100) === 0 ? 0o644 : 0o755);
    await utimes(beside, info.atime, info.mtime);
    await rename(beside, to);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(to, error);
  }
}

async function copyWithTimes(from: string, to: string): Promise<void> {
  const info = await stat(from);
  await copyFile(from, to);
  await chmod(to, info.mode & 0o7777);
  await utimes(to, info.atime, info.mtime);
}

const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 (lower-case hex) and size of a file, read in pieces. @throws {BuildError} FILE_UNREADABLE */
export async function hashFile(
  path: string,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const { sizeBytes, digests } = await digestFile(path, ['sha256']);
  return { sha256: digests.sha256, sizeBytes };
}

/** Digests of a file (lower-case hex), read once, in pieces. @throws {BuildError} FILE_UNREADABLE */
export async function digestFile<Kind extends 'md5' | 'sha256'>(
  path: string,
  kinds: readonly Kind[],
): Promise<{ readonly sizeBytes: number; readonly digests: Readonly<Record<Kind, string>> }> {
  const hashes = kinds.map((kind) => [kind, createHash(kind)] as const);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let sizeBytes = 0;
  try {
    const file = await open(path, 'r');
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
        if (bytesRead === 0) break;
        for (const [, hash] of hashes) hash.update(buffer.subarray(0, bytesRead));
        sizeBytes += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  const digests = Object.fromEntries(hashes.map(([kind, hash]) => [kind, hash.digest('hex')]));
  return { sizeBytes, digests: digests as Record<Kind, string> };
}

/** SHA-256 (lower-case hex) of text or bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** True where something has this name; a link that leads nowhere does not count. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Size of a regular file, or undefined when there is none. */
export async function sizeOfFile(path: string): Promise<number | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? info.size : undefined;
}

/** Reads a text file. @throws {BuildError} FILE_UNREADABLE */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/** Bytes as text: UTF-16 where a byte order mark says so, else UTF-8; the mark is no part of it. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** Reads a whole file. @throws {BuildError} FILE_UNREADABLE */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}
