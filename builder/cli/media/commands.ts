import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, list, text } from '../command/option.ts';

const BURN_OPTIONS = {
  force: flag('also a disk that is not removable'),
  size: text('size', 'how large the device is, like 64GB: another one is refused; needed above 1 TB'),
  yes: flag('do not ask'),
};
export type MediaBurnOptions = OptionsOf<typeof BURN_OPTIONS>;
const VERIFY_OPTIONS = {
  key: list('file', 'public key of who made it (repeatable); without it those that this machine knows count'),
  integrityOnly: flag('look for damage alone, whoever made it'),
  rebuild: text('recipe', 'build it again from its lock, and name the first file that differs'),
  site: text('file', 'with --rebuild: answers about one place that were baked in'),
  lock: text('file', 'with --rebuild: its lock (without it the one beside it, else the one inside)'),
  offline: flag('with --rebuild: use the cache alone'),
  mirror: text('url', 'with --rebuild: package mirror'),
  snapshot: text('url', 'with --rebuild: archive that keeps what mirrors throw away'),
  cache: text('dir', 'with --rebuild: where downloads are kept'),
};
export type MediaVerifyOptions = OptionsOf<typeof VERIFY_OPTIONS>;

/** `cairn media ...`: verify and burn what a build wrote. */
export const mediaCommands: CommandGroup = {
  name: 'media',
  summary: 'Verify and burn media',
  commands: [
    defineCommand({
      name: 'verify',
      summary: 'Compare with what was signed: a folder, an image, a stick or disc, a served tree',
      arguments: { what: word('folder of a build, a file of it, device, or http:// address', 'path') },
      options: VERIFY_OPTIONS,
      run: async ({ what }, options) => (await import('./verify.ts')).runMediaVerify(what, options),
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
