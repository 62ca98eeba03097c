import { DISK_FORMATS } from '../../model/mod.ts';
import { defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, list, text } from '../command/option.ts';

const OPTIONS = {
  site: text('file', 'answers about one place, baked in for an unattended installation'),
  with: list('roll', 'a roll besides those of the recipe, or in place of one of its name (repeatable)'),
  unsigned: flag('take rolls of --with though nobody signed them'),
  without: list('name', 'leave a roll of the recipe out (repeatable)'),
  output: text('dir', 'folder for results', { default: 'output' }),
  offline: flag('use the cache alone'),
  locked: flag('fail unless every input is as in the lock of the last build'),
  lock: text('file', 'the same with this lock (without it the one beside the recipe, else in the output)'),
  deltaFrom: text('lock', 'in place of media, write what the release of this lock has not'),
  discFor: text(
    'lock',
    'in place of media, write a disc that brings to the medium of this lock what it has not',
  ),
  disk: list(
    'format',
    `in place of media, write a sealed disk: ${DISK_FORMATS.join(', ')} (repeatable); it asks for its place at its first start`,
  ),
  appliance: text('name', 'what a sealed disk becomes (default: frontend)'),
  diskSize: text('size', 'how large it is: 64GiB (default: raw as small as may be, others 64GiB)'),
  hosts: text(
    'file',
    'hosts that the frontend knows from its first start, as cairn host import takes them (CSV)',
  ),
  dryRun: flag('print what would be built, and stop before anything is downloaded'),
  json: flag('one JSON event a line instead of progress'),
  mirror: text('url', "package mirror (default: CAIRN_MIRROR, else that of this host's apt)"),
  snapshot: text(
    'url',
    'archive that keeps what mirrors throw away, {time} in it for when the lists were made (default: CAIRN_SNAPSHOT)',
  ),
  from: text(
    'path',
    'take packages from a medium of Cairn: its folder, its image, or a release of a frontend',
  ),
  keyring: text('file', 'keys that may have signed it, beside those that this machine knows'),
  cache: text('dir', 'where downloads are kept (default: CAIRN_CACHE, else ~/.cache/cairn)'),
};
export type BuildOptions = OptionsOf<typeof OPTIONS>;

/** `cairn build RECIPE`: media and network boot tree from a recipe. */
export const buildCommand = defineCommand({
  name: 'build',
  summary: 'Build installation media and a network boot tree from a recipe',
  arguments: { recipe: word('recipes/NAME.yaml', 'path') },
  options: OPTIONS,
  run: async ({ recipe }, options) => (await import('./run.ts')).runBuild(recipe, options),
});
