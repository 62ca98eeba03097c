import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AR_MAGIC } from '../../formats/ar.ts';
import { NEWC_MAGIC } from '../../formats/cpio.ts';
import type { Run } from '../../io/mod.ts';
import { type ArchiveKind, readArchiveKind } from '../../rolls/archive/archive-kind.ts';
import type { Inside } from './entry.ts';
import { listFolderEntries } from './folder-entries.ts';
import { listArEntries, listCpioEntries } from './memory-entries.ts';
import { listTarEntries } from './tar-entries.ts';

/** What undoes a compression; of what, shows only then. */
const COMPRESSIONS: ReadonlyMap<ArchiveKind | undefined, string> = new Map([
  ['tar.gz', 'gzip'],
  ['tar.xz', 'xz'],
  ['tar.zst', 'zstd'],
]);

/**
 * Looks what a file or a folder is, by its content.
 *
 * @param scratch new folder for what has to be unpacked
 * @returns undefined for a file that has no inside
 */
export async function lookInside(run: Run, path: string, scratch: string): Promise<Inside | undefined> {
  if ((await stat(path)).isDirectory()) return { kind: 'entries', entries: await listFolderEntries(path) };
  const head = await readHead(path, Math.max(AR_MAGIC.length, NEWC_MAGIC.length));
  if (head.startsWith(AR_MAGIC)) return { kind: 'entries', entries: await listArEntries(path) };
  if (head.startsWith(NEWC_MAGIC)) return { kind: 'entries', entries: await listCpioEntries(path) };
  const kind = await readArchiveKind(path);
  const by = COMPRESSIONS.get(kind);
  if (by !== undefined) {
    await mkdir(scratch);
    const file = join(scratch, 'content');
    await run([by, '--decompress', '--stdout', path], { stdoutFile: file });
    return { kind: 'compressed', by, file };
  }
  if (kind === 'tar') return { kind: 'entries', entries: await listTarEntries(path) };
  if (kind !== 'iso') return undefined;
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
