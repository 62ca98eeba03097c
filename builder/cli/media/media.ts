import type { Command } from 'commander';

/** `cairn media ...`: verify and burn what a build wrote. Bodies load only when a command runs. */
export function addMediaCommands(program: Command): void {
  const media = program.command('media').description('Verify and burn media');
  media
    .command('verify')
    .argument('<file>', 'a file that a build wrote, or the whole folder')
    .description('Compare with the SHA256SUMS of the build')
    .action(async (file: string) => (await import('./verify.ts')).runMediaVerify(file));
  media
    .command('burn')
    .argument('<file>', 'an ISO image')
    .argument('<device>', 'a whole disk: /dev/sdX')
    .option('--force', 'also a disk that is not removable')
    .option('--size <size>', 'how large the device is, like 64GB: another one is refused; needed above 1 TB')
    .option('--yes', 'do not ask')
    .description('Write an image onto a USB disk, and read it back')
    .action(async (file: string, device: string, options) =>
      (await import('./burn.ts')).runMediaBurn(file, device, options),
    );
}
