import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { fail } from '../../model/mod.ts';
import { type Entry, numberNames } from './entry.ts';

/** Members of a tar, in its order. */
export async function listTarEntries(file: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  await walkTar(file, async (header, content, index) => {
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk);
    const sha256 = header.type === 'file' ? hash.digest('hex') : '';
    const open = (to: string): Promise<string> => takeOut(file, index, to);
    entries.push({ name: header.name, about: describe(header), sha256, open });
  });
  return numberNames(entries);
}

function describe({
  type,
  mode,
  uid,
  gid,
  uname,
  gname,
  mtime,
  linkname,
  devmajor,
  devminor,
}: Header): string {
  const seconds = mtime === undefined ? 0 : Math.floor(mtime.getTime() / 1000);
  const link = linkname == null || linkname === '' ? '' : ` to ${linkname}`;
  const device = type?.endsWith('device') === true ? ` ${devmajor}:${devminor}` : '';
  const owner = `${uid}:${gid} ${uname ?? ''}:${gname ?? ''}`.trim();
  return `${type ?? 'file'}${link}${device}, mode ${(mode ?? 0).toString(8)}, owner ${owner}, time ${seconds}`;
}

async function takeOut(file: string, wanted: number, to: string): Promise<string> {
  await walkTar(file, async (_header, content, index) => {
    if (index === wanted) await pipeline(content, createWriteStream(to));
    else for await (const _chunk of content);
  });
  return to;
}

async function walkTar(
  file: string,
  visit: (header: Header, content: AsyncIterable<Uint8Array>, index: number) => Promise<void>,
): Promise<void> {
  const entries = extract();
  const source = createReadStream(file);
  source.on('error', (error) => entries.destroy(error));
  source.pipe(entries);
  let index = 0;
  try {
    for await (const entry of entries) {
      await visit(entry.header, entry as AsyncIterable<Uint8Array>, index);
      index += 1;
    }
  } catch (error) {
    fail('MEDIA_MISMATCH', `Cannot read it as a tar: ${(error as Error).message}`, { file });
  }
}
