import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AR_MAGIC } from '../../formats/ar.ts';
import { NEWC_MAGIC } from '../../formats/cpio.ts';
import type { Run } from '../../io/mod.ts';
import type { Inside } from './entry.ts';
import { listFolderEntries } from './folder-entries.ts';
import { listArEntries, listCpioEntries } from './memory-entries.ts';
import { listTarEntries } from './tar-entries.ts';

/** What a file starts with that is compressed, and the program that undoes it. */
const COMPRESSIONS: readonly (readonly [string, string])[] = [
  ['\x1f\x8b', 'gzip'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
];
/** Where a volume descriptor of ISO 9660 says what it is, and where a tar does. */
const ISO_MAGIC = { at: 32_769, text: 'CD001' };
const TAR_MAGIC = { at: 257, text: 'ustar' };

/**
 * Looks what a file or a folder is, by its content.
 *
 * @param scratch new folder for what has to be unpacked
 * @returns undefined for a file that has no inside
 */
export async function lookInside(run: Run, path: string, scratch: string): Promise<Inside | undefined> {
  if ((await stat(path)).isDirectory()) return { kind: 'entries', entries: await listFolderEntries(path) };
  const head = await readHead(path, ISO_MAGIC.at + ISO_MAGIC.text.length);
  const by = COMPRESSIONS.find(([magic]) => head.startsWith(magic))?.[1];
  if (by !== undefined) {
    await mkdir(scratch);
    const file = join(scratch, 'content');
    await run([by, '--decompress', '--stdout', path], { stdoutFile: file });
    return { kind: 'compressed', by, file };
  }
  if (head.startsWith(AR_MAGIC)) return { kind: 'entries', entries: await listArEntries(path) };
  if (head.startsWith(NEWC_MAGIC)) return { kind: 'entries', entries: await listCpioEntries(path) };
  if (head.startsWith(TAR_MAGIC.text, TAR_MAGIC.at))
    return { kind: 'entries', entries: await listTarEntries(path) };
  if (!head.startsWith(ISO_MAGIC.text, ISO_MAGIC.at)) return undefined;
  await mkdir(scratch);
  const tree = join(scratch, 'tree');
  await run(['xorriso', '-osirrox', 'on:auto_chmod_on', '-indev', path, '-extract', '/', tree]);
  await run(['chmod', '-R', 'u+rwX', tree]);
  return { kind: 'entries', entries: await listFolderEntries(tree) };
}

/** The first bytes of a file, a character each. */
async function readHead(path: string, length: number): Promise<string> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, 0);
    return bytes.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
