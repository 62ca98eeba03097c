import { open } from 'node:fs/promises';
import { run, sha256 } from '../../io/mod.ts';
import type { DiskFormat } from '../../model/mod.ts';

/** VMware's description of a disk lies within so many bytes of its beginning. */
const DESCRIPTION_BYTES = 64 * 1024;

/**
 * Writes a disk as virtual machines take it. Same disk, same bytes.
 *
 * @param raw the disk as it is
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED: qemu-img's own words
 */
export async function convertDisk(
  raw: string,
  format: Exclude<DiskFormat, 'raw'>,
  out: string,
): Promise<void> {
  await run(['qemu-img', 'convert', '-f', 'raw', '-O', format, raw, out]);
  if (format === 'vmdk') await settleContentId(out);
}

/** qemu-img throws dice for it, and another number of eight digits does as well. */
async function settleContentId(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const head = Buffer.alloc(DESCRIPTION_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const text = head.toString('latin1', 0, bytesRead);
    const found = /^CID=([0-9a-f]{8})$/m.exec(text);
    if (found === null) return;
    const id = sha256(text.replace(found[0], '')).slice(0, 8);
    await handle.write(Buffer.from(id, 'latin1'), 0, id.length, found.index + 'CID='.length);
  } finally {
    await handle.close();
  }
}
