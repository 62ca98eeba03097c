import { Readable } from 'node:stream';
import { extract } from 'tar-stream';

/** A control file is a few kilobytes, lists of questions some hundred; more than this is an attack or a mistake. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Reads one file out of a package's `control.tar`.
 *
 * @param tar without compression
 * @returns undefined where it is not in it, or too large
 * @throws what tar-stream or the source says of a damaged archive
 */
export async function readControlEntry(
  tar: AsyncIterable<Uint8Array>,
  name: string,
): Promise<string | undefined> {
  const entries = extract();
  const source = Readable.from(tar);
  source.on('error', (error) => entries.destroy(error));
  source.pipe(entries);
  let text: string | undefined;
  for await (const entry of entries) {
    const wanted = entry.header.name.replace(/^\.\//, '') === name;
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.length;
      if (wanted && sizeBytes <= LIMIT_BYTES) chunks.push(chunk);
    }
    if (wanted && sizeBytes <= LIMIT_BYTES) text = new TextDecoder().decode(Buffer.concat(chunks));
  }
  return text;
}
