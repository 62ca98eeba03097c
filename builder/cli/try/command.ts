import { defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { choice, flag, list, text, whole } from '../command/option.ts';

const OPTIONS = {
  appliance: list('name', 'an appliance to try (may be repeated; default: all); the frontend always is'),
  hosts: whole('count', { from: 1, to: 200 }, 'how many machines of each appliance but the frontend', {
    default: '1',
  }),
  in: choice(
    'where',
    ['container', 'machine'],
    'what machines run in: containers, or QEMU, with disks and firmware',
    {
      default: 'container',
    },
  ),
  site: text('file', 'answers about one place, as on a stick'),
  output: text('dir', 'folder with results of builds', { default: 'output' }),
  once: flag('do not install everything a second time over itself'),
  build: flag('build anew first: after a change of packages, or of Cairn itself'),
  junit: text('file', 'write a report in the form of JUnit'),
  html: text('file', 'write a page with results and times'),
  keep: flag('leave all machines running until Ctrl-C'),
  shell: text('host', 'a shell on a host, once everything was checked'),
  json: flag('one JSON event a line, the report as the last'),
  cache: text('dir', 'where layers are kept (default: CAIRN_CACHE, else ~/.cache/cairn)'),
};
export type TryOptions = OptionsOf<typeof OPTIONS>;

/** `cairn try RECIPE`: a cluster in containers, or in virtual machines. */
export const tryCommand = defineCommand({
  name: 'try',
  summary: 'Install and start every appliance in containers or virtual machines, and check them (as root)',
  arguments: { recipe: word('recipes/NAME.yaml; built first if it is not') },
  options: OPTIONS,
  run: async ({ recipe }, options) => (await import('./run.ts')).runTry(recipe, options),
});
