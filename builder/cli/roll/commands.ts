import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  maybeWords,
  type OptionsOf,
  word,
  words,
} from '../command/define-command.ts';
import { flag, list, text, whole } from '../command/option.ts';

const json = flag('one JSON document on standard output');
const JSON_OPTIONS = { json };
export type RollJsonOptions = OptionsOf<typeof JSON_OPTIONS>;

const epoch = whole(
  'seconds',
  { from: 0, to: 9_999_999_999 },
  'time stamp of everything (default: the last commit, or SOURCE_DATE_EPOCH)',
);

const BUILD_OPTIONS = { output: text('dir', 'where the packages go', { default: '.' }), epoch };
export type RollBuildOptions = OptionsOf<typeof BUILD_OPTIONS>;

const PACK_OPTIONS = {
  output: text('file', 'archive to write (default: NAME-VERSION.tar)'),
  sign: flag("sign the manifest with GnuPG's default key"),
  key: text('id', 'sign the manifest with this key of GnuPG'),
  epoch,
};
export type RollPackOptions = OptionsOf<typeof PACK_OPTIONS>;

const SIGN_OPTIONS = { key: text('id', "key of GnuPG (default: GnuPG's own choice)") };
export type RollSignOptions = OptionsOf<typeof SIGN_OPTIONS>;

const VERIFY_OPTIONS = {
  key: list('file', 'a public key that counts, and no others do (repeatable; default: all that are trusted)'),
};
export type RollVerifyOptions = OptionsOf<typeof VERIFY_OPTIONS>;

const IMPORT_OPTIONS = {
  into: text('dir', 'folder that holds rolls', { default: 'rolls' }),
  key: list('file', 'a public key that is trusted this once (repeatable)'),
  unsigned: flag('take it though nobody signed it'),
};
export type RollImportOptions = OptionsOf<typeof IMPORT_OPTIONS>;

const RELEASE_OPTIONS = { release: text('id', 'the release that it follows (default: the one in use)') };
export type RollReleaseOptions = OptionsOf<typeof RELEASE_OPTIONS>;

const ADD_OPTIONS = {
  ...RELEASE_OPTIONS,
  unsigned: flag('take archives though nobody signed them'),
};
export type RollAddOptions = OptionsOf<typeof ADD_OPTIONS>;

const TRUST_OPTIONS = {
  key: text('fingerprint', 'of the key that is meant, of those in the file'),
  remove: flag('trust the key no more'),
};
export type RollTrustOptions = OptionsOf<typeof TRUST_OPTIONS>;

/** `cairn roll ...`: create, check, build, pack, sign, trust and import rolls. */
export const rollCommands: CommandGroup = {
  name: 'roll',
  summary: 'Create, check, build, pack, sign, trust and import rolls',
  commands: [
    defineCommand({
      name: 'create',
      summary: 'Write a small roll that works, to be changed',
      arguments: { folder: word('folder to make; its last part is the name', 'path') },
      run: async ({ folder }) => (await import('./create.ts')).runRollCreate(folder),
    }),
    defineCommand({
      name: 'check',
      summary: 'Find everything that is wrong with rolls, in one run',
      arguments: { roll: words('folders or archives', 'path') },
      options: JSON_OPTIONS,
      run: async ({ roll }, options) => (await import('./check.ts')).runRollCheck(roll, options),
    }),
    defineCommand({
      name: 'build',
      summary: "Build the small trees of a roll's packages/ into .debs",
      arguments: { roll: word('folder or archive', 'path') },
      options: BUILD_OPTIONS,
      run: async ({ roll }, options) => (await import('./build.ts')).runRollBuild(roll, options),
    }),
    defineCommand({
      name: 'pack',
      summary: 'Pack a roll with its packages as one archive',
      arguments: { roll: word('folder', 'path') },
      options: PACK_OPTIONS,
      run: async ({ roll }, options) => (await import('./pack.ts')).runRollPack(roll, options),
    }),
    defineCommand({
      name: 'sign',
      summary: 'Sign a packed roll',
      arguments: { archive: word('a packed roll', 'path') },
      options: SIGN_OPTIONS,
      run: async ({ archive }, options) => (await import('./sign.ts')).runRollSign(archive, options),
    }),
    defineCommand({
      name: 'verify',
      summary: 'Check contents and signature of a packed roll',
      arguments: { archive: word('a packed roll', 'path') },
      options: VERIFY_OPTIONS,
      run: async ({ archive }, options) => (await import('./verify.ts')).runRollVerify(archive, options),
    }),
    defineCommand({
      name: 'trust',
      summary:
        'Trust a key: rolls and releases that it signed are taken from now on; without a word, list them',
      arguments: {
        file: maybeWord('a public key, a signed roll (with --key), or the fingerprint to remove', 'path'),
      },
      options: TRUST_OPTIONS,
      run: async ({ file }, options) => (await import('./trust.ts')).runRollTrust(file, options),
    }),
    defineCommand({
      name: 'list',
      summary: 'List rolls',
      arguments: {
        folder: maybeWords('folders that hold rolls (default: the rolls that come with Cairn)', 'path'),
      },
      options: JSON_OPTIONS,
      run: async ({ folder }, options) => (await import('./list.ts')).runRollList(folder, options),
    }),
    defineCommand({
      name: 'import',
      summary: 'Unpack a roll into a folder of rolls',
      arguments: { archive: word('a packed roll, or the source tree or ISO of a Rocks roll', 'path') },
      options: IMPORT_OPTIONS,
      run: async ({ archive }, options) => (await import('./import.ts')).runRollImport(archive, options),
    }),
    defineCommand({
      name: 'add',
      summary:
        'On a frontend: make a release with rolls that join, or take the place of others of their names',
      arguments: { roll: words('folders or archives', 'path') },
      options: ADD_OPTIONS,
      run: async ({ roll }, options) => (await import('./add.ts')).runRollAdd(roll, options),
    }),
    defineCommand({
      name: 'remove',
      summary: 'On a frontend: make a release without some of its rolls',
      arguments: { name: words('names of rolls') },
      options: RELEASE_OPTIONS,
      run: async ({ name }, options) => (await import('./remove.ts')).runRollRemove(name, options),
    }),
  ],
};
