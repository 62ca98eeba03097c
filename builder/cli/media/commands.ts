import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, text } from '../command/option.ts';

const BURN_OPTIONS = {
  force: flag('also a disk that is not removable'),
  size: text('size', 'how large the device is, like 64GB: another one is refused; needed above 1 TB'),
  yes: flag('do not ask'),
};
export type MediaBurnOptions = OptionsOf<typeof BURN_OPTIONS>;

/** `cairn media ...`: verify and burn what a build wrote. */
export const mediaCommands: CommandGroup = {
  name: 'media',
  summary: 'Verify and burn media',
  commands: [
    defineCommand({
      name: 'verify',
      summary: 'Compare with the SHA256SUMS of the build',
      arguments: { file: word('a file that a build wrote, or the whole folder', 'path') },
      run: async ({ file }) => (await import('./verify.ts')).runMediaVerify(file),
    }),
    defineCommand({
      name: 'burn',
      summary: 'Write an image onto a USB disk, and read it back',
      arguments: { file: word('an ISO image', 'path'), device: word('a whole disk: /dev/sdX', 'path') },
      options: BURN_OPTIONS,
      run: async ({ file, device }, options) =>
        (await import('./burn.ts')).runMediaBurn(file, device, options),
    }),
  ],
};
