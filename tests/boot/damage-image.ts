import { execFileSync } from 'node:child_process';
import { closeSync, constants, copyFileSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Byte of an image at which a file of it begins. */
export function placeInImage(iso: string, path: string): number {
  const argv = ['-indev', iso, '-find', path, '-exec', 'report_lba', '--'];
  const text = execFileSync('xorriso', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const block = /^File data lba:\s*\d+\s*,\s*(\d+)\s*,/m.exec(text)?.[1];
  if (block === undefined) throw new Error(`xorriso does not say where "${path}" is:\n${text}`);
  return Number(block) * 2048;
}

/** A copy of an image with one bit of it changed. */
export function damageImage(iso: string, folder: string, at: number): string {
  const damaged = join(folder, 'damaged.iso');
  copyFileSync(iso, damaged, constants.COPYFILE_FICLONE);
  const file = openSync(damaged, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([byte[0]! ^ 1]), 0, 1, at);
  closeSync(file);
  return damaged;
}
