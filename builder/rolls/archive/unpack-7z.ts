import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import seven from 'node-7z';
import { BuildError, fail } from '../../model/mod.ts';
import { normalizeArchivePath } from './archive-path.ts';
import { find7z } from './find-7z.ts';
import { checkEntryCount, type UnpackLimits } from './unpack-limits.ts';

interface ListedEntry {
  readonly techInfo?: ReadonlyMap<string, string>;
}

/** An empty password: without it 7-Zip would ask for one and wait. */
const NO_PASSWORD = ['-p'];

/**
 * Unpacks a 7z archive with the host's 7-Zip, after its list of contents was found harmless: paths below the
 * folder, no links, no more than the limits.
 *
 * @throws {BuildError} ROLL_ARCHIVE; COMMAND_MISSING without 7-Zip
 */
export async function unpack7z(archive: string, folder: string, limits: UnpackLimits): Promise<void> {
  const $bin = await find7z();
  const path = resolve(archive);
  try {
    const listed = await collect<ListedEntry>(seven.list(path, { $bin, $raw: NO_PASSWORD, techInfo: true }));
    checkEntries(archive, listed, limits);
    await collect(seven.extractFull(path, folder, { $bin, $raw: NO_PASSWORD }));
  } catch (error) {
    if (error instanceof BuildError) throw error;
    const reason = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    fail('ROLL_ARCHIVE', `Cannot read this 7z archive: ${reason}`, { file: archive });
  }
}

function checkEntries(archive: string, entries: readonly ListedEntry[], limits: UnpackLimits): void {
  const place = { file: archive };
  let bytes = 0;
  checkEntryCount(archive, entries.length, limits);
  for (const { techInfo } of entries) {
    const name = techInfo?.get('Path') ?? '';
    const refuse = (why: string): never =>
      fail('ROLL_ARCHIVE', `Cannot unpack "${name}": it has ${why}`, place);
    const normal = normalizeArchivePath(name);
    if (normal !== undefined && 'wrong' in normal) refuse(normal.wrong);
    // "A -rw-r--r--": the letter after the blank is the Unix type, absent when it was packed elsewhere.
    const type = / ([a-z-])[rwxsStT-]{9}$/.exec(techInfo?.get('Attributes') ?? '')?.[1] ?? '-';
    if (type !== '-' && type !== 'd') refuse('a type that 7z archives do not keep (a link); pack it as tar');
    if (techInfo?.get('Encrypted') === '+') refuse('a password');
    bytes += Number(techInfo?.get('Size') ?? 0);
  }
  if (bytes > limits.bytes) {
    fail('ROLL_ARCHIVE', `Unpacks to ${bytes} bytes, suspiciously much for its size`, place);
  }
}

/** node-7z fills its stream in object mode whether read or not: it must be listened to at once. */
function collect<T>(stream: Readable): Promise<T[]> {
  return new Promise((done, failed) => {
    const entries: T[] = [];
    stream.on('data', (entry: T) => entries.push(entry));
    stream.on('error', failed);
    stream.on('end', () => done(entries));
  });
}
