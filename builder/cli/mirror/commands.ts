import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, list, text } from '../command/option.ts';

const EXPORT_OPTIONS = {
  site: text('file', 'answers about one place: its hosts may want packages of their own'),
  with: list('roll', 'a roll besides those of the recipe, or in place of one of its name (repeatable)'),
  unsigned: flag('take rolls of --with though nobody signed them'),
  without: list('name', 'leave a roll of the recipe out (repeatable)'),
  offline: flag('use the cache alone'),
  json: flag('one JSON event a line instead of progress'),
  mirror: text('url', "package mirror (default: CAIRN_MIRROR, else that of this host's apt)"),
  cache: text('dir', 'where downloads are kept (default: CAIRN_CACHE, else ~/.cache/cairn)'),
};
export type MirrorExportOptions = OptionsOf<typeof EXPORT_OPTIONS>;

/** `cairn mirror ...`: what a site behind walls carries in. */
export const mirrorCommands: CommandGroup = {
  name: 'mirror',
  summary: 'Take along what a build needs where no mirror is',
  commands: [
    defineCommand({
      name: 'export',
      summary: 'Write all that builds of a recipe need into a folder, for cairn build --offline --cache',
      arguments: {
        recipe: word('recipes/NAME.yaml', 'path'),
        folder: word('is made; an older export is replaced', 'path'),
      },
      options: EXPORT_OPTIONS,
      run: async ({ recipe, folder }, options) =>
        (await import('./export.ts')).runMirrorExport(recipe, folder, options),
    }),
  ],
};
