import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { formatBytes } from '../io/mod.ts';
import { burnImage, checkBurnTarget, readBlockDevice, renderBurnTarget, verifyMedia } from '../media/mod.ts';
import { BuildError, fail } from '../model/mod.ts';
import { printLine } from './report.ts';

/** `cairn media ...`: verify and burn what a build wrote. */
export function addMediaCommands(program: Command): void {
  const media = program.command('media').description('Verify and burn media');
  media
    .command('verify')
    .argument('<file>', 'a file that a build wrote, or the whole folder')
    .description('Compare with the SHA256SUMS of the build')
    .action(async (file: string) => {
      for (const { path, sizeBytes } of await verifyMedia(file))
        printLine(`${path}: right (${formatBytes(sizeBytes)})`);
    });
  media
    .command('burn')
    .argument('<file>', 'an ISO image')
    .argument('<device>', 'a whole disk: /dev/sdX')
    .option('--force', 'also a mounted or fixed disk')
    .option('--yes', 'do not ask')
    .description('Write an image onto a USB disk, and read it back')
    .action(burn);
}

async function burn(file: string, path: string, options: { force?: boolean; yes?: boolean }): Promise<void> {
  const { size } = await stat(file).catch(() =>
    fail('FILE_UNREADABLE', `Cannot read "${file}": it is not there`),
  );
  const device = await readBlockDevice(path);
  const problems = checkBurnTarget(device, size, options.force === true);
  if (problems.length > 0) throw new BuildError(problems);
  printLine('Everything on this disk will be lost:');
  process.stdout.write(renderBurnTarget(device));
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
