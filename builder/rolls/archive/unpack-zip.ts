import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { BuildError, fail } from '../../model/mod.ts';
import type { UnpackSink } from './unpack-sink.ts';

const TYPE_MASK = 0o170000;
const LINK = 0o120000;
const MAX_LINK_BYTES = 4096;

/** Unpacks a zip archive. @throws {BuildError} ROLL_ARCHIVE */
export async function unpackZip(archive: string, sink: UnpackSink): Promise<void> {
  try {
    const zip = await openPromise(archive, {
      lazyEntries: true,
      strictFileNames: true,
      validateEntrySizes: true,
    });
    try {
      for await (const entry of zip.eachEntry()) await takeEntry(zip, entry, sink);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof BuildError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    fail('ROLL_ARCHIVE', `Cannot read this zip archive: ${reason}`, { file: archive });
  }
}

async function takeEntry(zip: ZipFile, entry: Entry, sink: UnpackSink): Promise<void> {
  if (entry.isEncrypted()) sink.refuse(entry.fileName, 'a password');
  // The upper half holds Unix permissions; zero when it was made elsewhere.
  const mode = entry.externalFileAttributes >>> 16;
  if (entry.fileName.endsWith('/')) return sink.addFolder(entry.fileName);
  const content = await zip.openReadStreamPromise(entry);
  if ((mode & TYPE_MASK) !== LINK) return sink.addFile(entry.fileName, mode, content);
  sink.addLink(entry.fileName, await readShort(content));
}

async function readShort(content: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += (chunk as Buffer).length;
    if (length > MAX_LINK_BYTES) return '';
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
