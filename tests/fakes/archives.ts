import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** An entry as tar-stream takes it. */
export type TarEntry = Partial<Header> & { readonly name: string; readonly text?: string };

/** A tar of entries that hold "x" unless they say otherwise. */
export async function writeTar(file: string, entries: readonly TarEntry[]): Promise<void> {
  const tar = pack();
  const written = pipeline(Readable.from(tar), createWriteStream(file));
  for (const { text = 'x', ...entry } of entries)
    tar.entry({ mtime: new Date(0), ...entry }, entry.type === undefined ? text : '');
  tar.finalize();
  await written;
}

/** A zip of stored entries, byte by byte: tools refuse to make such archives. */
export function encodeZip(
  entries: readonly { readonly name: string; readonly text: string; readonly mode?: number }[],
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o100644 } of entries) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14); // packed
    common.writeUInt32LE(data.length, 18); // unpacked
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6); // external attributes
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, path]));
    locals.push(local);
    offset += local.length;
  }
  const size = central.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}
