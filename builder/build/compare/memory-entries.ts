import { writeFile } from 'node:fs/promises';
import { AR_HEADER_BYTES, AR_MAGIC, checkArMagic, parseArHeader } from '../../formats/ar.ts';
import { decodeCpioAt } from '../../formats/cpio-decode.ts';
import { readBytes, sha256 } from '../../io/mod.ts';
import { type Entry, numberNames } from './entry.ts';

/** Members of an ar archive: a .deb. */
export async function listArEntries(file: string): Promise<readonly Entry[]> {
  const bytes = await readBytes(file);
  checkArMagic(bytes, file);
  const entries: Entry[] = [];
  for (let at = AR_MAGIC.length; at + AR_HEADER_BYTES <= bytes.length; ) {
    const header = parseArHeader(bytes.subarray(at, at + AR_HEADER_BYTES), at, bytes.length, file);
    const { name, mode, mtimeSeconds, start, sizeBytes } = header;
    const content = bytes.subarray(start, start + sizeBytes);
    entries.push(inMemory(name, `mode ${mode.toString(8)}, time ${mtimeSeconds}`, content));
    at = header.next;
  }
  return numberNames(entries);
}

/** Members of all newc archives of a file, one after the other: an initrd. */
export async function listCpioEntries(file: string): Promise<readonly Entry[]> {
  const bytes = await readBytes(file);
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { members, end } = decodeCpioAt(bytes, at);
    for (const { name, mode, mtimeSeconds, content } of members)
      entries.push(inMemory(name, `mode ${mode.toString(8)}, time ${mtimeSeconds}`, content));
    at = end;
    // Archives are filled up to whole blocks
    while (at < bytes.length && bytes[at] === 0) at += 1;
  }
  return numberNames(entries);
}

function inMemory(name: string, about: string, content: Uint8Array): Entry {
  const open = async (to: string): Promise<string> => {
    await writeFile(to, content);
    return to;
  };
  return { name, about, sha256: sha256(content), open };
}
