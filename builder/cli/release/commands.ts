import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  type OptionsOf,
  word,
} from '../command/define-command.ts';
import { flag, list, text } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';

const RELEASE = word('name of the release, the beginning of it, or current');

const USE_OPTIONS = {
  appliance: text('name', 'for machines of an appliance'),
  rack: text('number', 'for machines of a rack'),
  host: text('selection', 'for these hosts'),
};
export type ReleaseUseOptions = OptionsOf<typeof USE_OPTIONS>;
const FOLLOWS = text('id', 'the release that it follows (default: the one in use)');
const BUILD_OPTIONS = {
  release: FOLLOWS,
  set: list('name=value', 'a value of the graph for all machines (repeatable)'),
};
export type ReleaseBuildOptions = OptionsOf<typeof BUILD_OPTIONS>;
const IMPORT_OPTIONS = {
  key: list(
    'key',
    'a key that is trusted: a file, or the fingerprint of the one that signed it (repeatable)',
  ),
};
export type ReleaseImportOptions = OptionsOf<typeof IMPORT_OPTIONS>;
const UPDATE_OPTIONS = { release: FOLLOWS, yes: flag('build it without asking') };
export type ReleaseUpdateOptions = OptionsOf<typeof UPDATE_OPTIONS>;
export type ReleaseFormatOptions = OptionsOf<typeof FORMAT>;

/** `cairn release ...`: what the machines of this cluster are made of. */
export const releaseCommands: CommandGroup = {
  name: 'release',
  summary: 'Releases of this frontend: what is installed, and by whom it is used',
  commands: [
    defineCommand({
      name: 'list',
      summary: 'Show all releases: which is in use, how many hosts get it, how many run it',
      options: FORMAT,
      run: async (_, options) => (await import('./list.ts')).runReleaseList(options),
    }),
    defineCommand({
      name: 'show',
      summary: 'Show one release: what it is made of, its size, and its hosts',
      arguments: { release: RELEASE },
      options: FORMAT,
      run: async ({ release }, options) => (await import('./show.ts')).runReleaseShow(release, options),
    }),
    defineCommand({
      name: 'diff',
      summary: 'Compare two releases: packages with their appliances, and what the graph describes',
      arguments: { a: RELEASE, b: word('the other release') },
      options: FORMAT,
      run: async ({ a, b }, options) => (await import('./diff.ts')).runReleaseDiff(a, b, options),
    }),
    defineCommand({
      name: 'use',
      summary: 'Say which release hosts get when they are installed next; all of them where nobody is named',
      arguments: { release: RELEASE },
      options: USE_OPTIONS,
      run: async ({ release }, options) => (await import('./use.ts')).runReleaseUse(release, options),
    }),
    defineCommand({
      name: 'import',
      summary: 'Make a release of a medium: an ISO image, a tar archive, or the folder of a build',
      arguments: { file: word('image, archive or folder', 'path') },
      options: IMPORT_OPTIONS,
      run: async ({ file }, options) => (await import('./import.ts')).runReleaseImport(file, options),
    }),
    defineCommand({
      name: 'build',
      summary: 'Make a release that follows another one, with the rolls of the site as they are now',
      options: BUILD_OPTIONS,
      run: async (_, options) => (await import('./build.ts')).runReleaseBuild(options),
    }),
    defineCommand({
      name: 'update',
      summary: 'Make a release with the packages that the mirror has now; shows what changes, and asks',
      options: UPDATE_OPTIONS,
      run: async (_, options) => (await import('./update.ts')).runReleaseUpdate(options),
    }),
    defineCommand({
      name: 'verify',
      summary: 'Compare every file of a release, or of all, with its signed lists',
      arguments: { release: maybeWord('name of the release; all of them when left out') },
      run: async ({ release }) => (await import('./verify.ts')).runReleaseVerify(release),
    }),
    defineCommand({
      name: 'remove',
      summary: 'Remove a release that nobody runs or is to get',
      arguments: { release: RELEASE },
      run: async ({ release }) => (await import('./remove.ts')).runReleaseRemove(release),
    }),
  ],
};
