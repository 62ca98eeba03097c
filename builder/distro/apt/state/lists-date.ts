import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `Date` is among the first fields of a release file. */
const HEAD_BYTES = 4096;

/** When the newest of some signed lists was made, in seconds since 1970; undefined where none says so. */
export async function readListsDate(dir: string): Promise<number | undefined> {
  const names = (await readdir(dir)).filter((name) => /_(?:InRelease|Release)$/.test(name));
  const dates = await Promise.all(names.map((name) => readDate(join(dir, name))));
  const known = dates.filter((date) => date !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

async function readDate(file: string): Promise<number | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const said = /^Date: (.+)$/m.exec(buffer.subarray(0, bytesRead).toString('latin1'))?.[1];
    const ms = Date.parse(said ?? '');
    return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
  } finally {
    await handle.close();
  }
}
