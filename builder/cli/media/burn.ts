import { createInterface } from 'node:readline/promises';
import { formatBytes } from '../../io/mod.ts';
import {
  burnImage,
  checkBurnTarget,
  checkImage,
  readBlockDevice,
  renderBurnTarget,
} from '../../media/mod.ts';
import { BuildError, fail, parseSize } from '../../model/mod.ts';
import { printLine, printText } from '../terminal/report.ts';
import type { MediaBurnOptions } from './commands.ts';

/** `cairn media burn FILE DEVICE` */
export async function runMediaBurn(file: string, path: string, options: MediaBurnOptions): Promise<void> {
  const expectedBytes = options.size === undefined ? undefined : parseSize(options.size);
  if (options.size !== undefined && expectedBytes === undefined) {
    fail('USAGE', `Bad size "${options.size}"`, undefined, 'Write it like 64GB');
  }
  const size = await checkImage(file);
  const device = await readBlockDevice(path);
  const problems = checkBurnTarget(device, size, { force: options.force === true, expectedBytes });
  if (problems.length > 0) throw new BuildError(problems);
  printLine('Everything on this disk will be lost:');
  printText(renderBurnTarget(device));
  if (options.yes !== true) await confirm(path);
  await burnImage(file, path, showProgress());
  printLine(`${path}: written and compared (${formatBytes(size)})`);
}

/** Goes on only if the device's name is typed. */
async function confirm(path: string): Promise<void> {
  if (!process.stdin.isTTY)
    fail('USAGE', `Cannot ask whether to overwrite "${path}"`, undefined, 'Add --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${path} to go on: `);
  terminal.close();
  if (answer.trim() !== path) fail('USAGE', `"${path}" was not overwritten`);
}

/** One line that is redrawn on a terminal; nothing without one. */
function showProgress(): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, total) => {
    const what = done <= total / 2 ? 'Writing' : 'Comparing';
    const end = done === total ? '\r\x1b[K' : '';
    process.stderr.write(`\r\x1b[K${what} ${Math.floor((done / total) * 100)}%${end}`);
  };
}
