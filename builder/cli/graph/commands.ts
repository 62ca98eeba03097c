import { DEFAULT_PLATFORM, listPlatforms } from '../../model/mod.ts';
import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  type OptionsOf,
  word,
} from '../command/define-command.ts';
import { choice, flag, list, text, whole } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';

/** Where the graph comes from and which machine is asked about: the same for every command. */
const INPUT_OPTIONS = {
  recipe: text('file', 'the rolls and attributes of a recipe'),
  site: text('file', 'answers about one place'),
  host: text('name', 'a host of the site, or of this frontend'),
  roll: list('dir', 'a roll: folder or archive (repeatable)'),
  bundle: text('file', 'a graph bundle, as it is on a medium or a frontend'),
  attributes: text('file', 'JSON object of names and values that describes one machine'),
  arch: text('name', `architecture: ${listPlatforms()} (default: ${DEFAULT_PLATFORM.name})`),
  os: text('id', 'operating system (default: what the rolls are for)'),
  allowEval: list('roll', 'programs of <eval> in this roll may run on this machine (repeatable)'),
  lenient: flag('accept what Rocks accepted: undefined attributes are empty, unknown elements are warnings'),
};
export type GraphInputOptions = OptionsOf<typeof INPUT_OPTIONS>;

const APPLIANCE = word('an appliance; of an imported roll, any node');

const CHECK_OPTIONS = {
  ...INPUT_OPTIONS,
  ...FORMAT,
  strict: flag('an edge between two rolls without a public end is an error'),
};
export type GraphCheckOptions = OptionsOf<typeof CHECK_OPTIONS>;

const EXPLAIN_OPTIONS = {
  ...INPUT_OPTIONS,
  ...FORMAT,
  kind: choice(
    'name',
    ['node', 'package', 'file', 'service', 'directive', 'attribute', 'hosts'],
    'only things of this kind: node, package, file, service, directive, attribute, hosts',
  ),
  chains: whole('count', { from: 1, to: 1_000_000 }, 'chains of edges to show for each node', {
    default: '10',
  }),
};
export type GraphExplainOptions = OptionsOf<typeof EXPLAIN_OPTIONS>;

const DIFF_OPTIONS = {
  ...INPUT_OPTIONS,
  ...FORMAT,
  with: list('dir', 'the second side is the first with this roll (repeatable)'),
  without: list('roll', 'the second side is the first without this roll (repeatable)'),
  appliance: list('name', 'only this appliance (repeatable)'),
};
export type GraphDiffOptions = OptionsOf<typeof DIFF_OPTIONS>;

const DRAW_OPTIONS = {
  ...INPUT_OPTIONS,
  format: choice(
    'name',
    ['svg', 'png', 'html', 'dot'],
    'svg, png, html or dot (default: by the name of the file, else svg)',
  ),
  appliance: text('name', 'only what a machine of this appliance reaches'),
  orders: flag('show in which sequence nodes come'),
  title: text('text', 'title of the picture'),
  output: text('file', 'file to write (default: standard output)'),
};
export type GraphDrawOptions = OptionsOf<typeof DRAW_OPTIONS>;

/** `cairn graph ...`: questions about the configuration graph. */
export const graphCommands: CommandGroup = {
  name: 'graph',
  summary: 'Check, traverse, explain, compare and draw the configuration graph',
  commands: [
    defineCommand({
      name: 'check',
      summary: 'Find everything that is wrong with nodes, graphs and appliances, in one run',
      options: CHECK_OPTIONS,
      run: async (_, options) => (await import('./check.ts')).runGraphCheck(options),
    }),
    defineCommand({
      name: 'profile',
      summary: 'Show what a machine of an appliance gets: nodes in order, packages, files, scripts',
      arguments: { appliance: APPLIANCE },
      options: CHECK_OPTIONS,
      run: async ({ appliance }, options) =>
        (await import('./profile.ts')).runGraphProfile(appliance, options),
    }),
    defineCommand({
      name: 'explain',
      summary: 'Say why a machine has something, or why it has it not',
      arguments: {
        appliance: APPLIANCE,
        thing: word(
          'a node, package, file, service, directive or attribute; hosts: what it asks of the others',
        ),
      },
      options: EXPLAIN_OPTIONS,
      run: async ({ appliance, thing }, options) =>
        (await import('./explain.ts')).runGraphExplain(appliance, thing, options),
    }),
    defineCommand({
      name: 'diff',
      summary: 'Show what every appliance gets differently; exit code 1 when there is a difference',
      arguments: {
        a: maybeWord('a recipe, a lock, the folder of a build, a graph bundle or a roll', 'path'),
        b: maybeWord('the same kind of thing; left out with --with or --without', 'path'),
      },
      options: DIFF_OPTIONS,
      run: async ({ a, b }, options) => (await import('./diff.ts')).runGraphDiff(a, b, options),
    }),
    defineCommand({
      name: 'draw',
      summary:
        'Draw the graph: nodes colored by roll, conditions on edges; html is a page to search and zoom',
      options: DRAW_OPTIONS,
      run: async (_, options) => (await import('./draw.ts')).runGraphDraw(options),
    }),
  ],
};
