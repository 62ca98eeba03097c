import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, list, text } from '../command/option.ts';

const SHARED = {
  site: text('file', 'answers about one place, as they are baked in'),
  lock: text('file', 'this lock (without it the one beside the recipe, else in the output)'),
  output: text('dir', 'folder of results', { default: 'output' }),
  offline: flag('use the cache alone'),
  mirror: text('url', "package mirror (default: CAIRN_MIRROR, else that of this host's apt)"),
  cache: text('dir', 'where downloads are kept (default: CAIRN_CACHE, else ~/.cache/cairn)'),
};
const UPDATE_OPTIONS = {
  roll: list('name', 'this roll, and versions of what its nodes ask for; nothing else changes (repeatable)'),
  securityOnly: flag('newer versions of suites for security, and nothing else'),
  ownKey: flag("name this user's own key as the one that signs"),
  dryRun: flag('show what would change, and write nothing'),
  yes: flag('write it without asking'),
  ...SHARED,
};
export type LockUpdateOptions = OptionsOf<typeof UPDATE_OPTIONS>;
const VERIFY_OPTIONS = {
  ...SHARED,
  snapshot: text('url', 'archive that keeps what mirrors throw away (default: CAIRN_SNAPSHOT)'),
};
export type LockVerifyOptions = OptionsOf<typeof VERIFY_OPTIONS>;

/** `cairn lock ...`: what `cairn build --locked` is held to. */
export const lockCommands: CommandGroup = {
  name: 'lock',
  summary: 'What locked builds are held to: let it follow, and check it',
  commands: [
    defineCommand({
      name: 'update',
      summary:
        'Let the lock of a recipe follow recipe, rolls and mirror; shows what would change before it writes',
      arguments: { recipe: word('recipes/NAME.yaml; the lock is written beside it', 'path') },
      options: UPDATE_OPTIONS,
      run: async ({ recipe }, options) => (await import('./update.ts')).runLockUpdate(recipe, options),
    }),
    defineCommand({
      name: 'verify',
      summary:
        'Check that each package of a lock can be had as it is listed, and that the lock fits its recipe',
      arguments: { what: word('a recipe, or a lock alone', 'path') },
      options: VERIFY_OPTIONS,
      run: async ({ what }, options) => (await import('./verify.ts')).runLockVerify(what, options),
    }),
  ],
};
