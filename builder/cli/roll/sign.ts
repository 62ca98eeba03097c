import { open, stat } from 'node:fs/promises';
import { cacheDirOf } from '../../build/surroundings.ts';
import { fail } from '../../model/mod.ts';
import { packRoll, readRoll, signWithGpg, verifyRoll } from '../../rolls/mod.ts';
import { printLine } from '../terminal/report.ts';
import type { RollSignOptions } from './commands.ts';

/** `cairn roll sign ARCHIVE`: the same archive again, with a signature. */
export async function runRollSign(path: string, options: RollSignOptions): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) {
    fail('USAGE', `Cannot sign the folder "${path}"`, undefined, `Pack it: cairn roll pack --sign ${path}`);
  }
  const roll = await readRoll(path, cacheDirOf());
  await verifyRoll(roll, []);
  const epochSeconds = await readPackedTime(path);
  const sign = (manifest: string) => signWithGpg(manifest, options.key);
  const { sha256 } = await packRoll(roll, { output: path, epochSeconds, built: [], sign });
  printLine(`${sha256}  ${path}`);
}

/** The time stamp that all entries of a packed roll carry: bytes 136 to 147 of its first header, in octal. */
async function readPackedTime(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(512);
    await file.read(header, 0, 512, 0);
    const seconds = Number.parseInt(header.toString('latin1', 136, 147), 8);
    if (!Number.isSafeInteger(seconds))
      fail('ROLL_ARCHIVE', 'Only a plain tar can be signed', { file: path }, 'Pack it: cairn roll pack');
    return seconds;
  } finally {
    await file.close();
  }
}
