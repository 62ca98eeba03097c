import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  type OptionsOf,
  word,
  words,
} from '../command/define-command.ts';
import { choice, flag, negated, text } from '../command/option.ts';
import { FORMAT, SELECTION } from '../command/shared-options.ts';
import { ROLLOUT_OPTIONS } from '../rollout/begin/options.ts';
import { BUNDLE } from '../site/site-options.ts';
import { consoleCommand, powerCommand, sensorsCommand } from './board/commands.ts';
import { APPLY_OPTIONS, PLAN_OPTIONS } from './change/options.ts';
import { ADD_OPTIONS, IMPORT_OPTIONS } from './edit/options.ts';
import { LOG_OPTIONS, WAIT_OPTIONS } from './follow/options.ts';

const LIST_OPTIONS = {
  format: choice('name', ['text', 'json', 'nodes'], 'text, json, or nodes (one folded line)', {
    default: 'text',
  }),
  sort: choice(
    'key',
    ['failed', 'name', 'address', 'state', 'since'],
    'failed, name, address, state or since (default: failed hosts first)',
  ),
  group: text('name', 'only hosts of this group'),
  groups: flag('print the names of all groups'),
  groupsOf: text('name', 'print the groups of one host'),
};
export type HostListOptions = OptionsOf<typeof LIST_OPTIONS>;

const EXPORT_OPTIONS = { format: choice('name', ['csv', 'yaml'], 'csv or yaml', { default: 'csv' }) };
export type HostExportOptions = OptionsOf<typeof EXPORT_OPTIONS>;

const REINSTALL_OPTIONS = {
  restart: negated('only set the boot action'),
  newDisk: flag('the disk it was installed on is gone: another one may be taken'),
  release: text('name', 'the release that these hosts get, as "release use NAME --host" says it'),
  ...ROLLOUT_OPTIONS,
};
export type HostReinstallOptions = OptionsOf<typeof REINSTALL_OPTIONS>;

const SHOW_OPTIONS = { ...BUNDLE, ...FORMAT };
export type HostShowOptions = OptionsOf<typeof SHOW_OPTIONS>;

/** `cairn host ...`: the machines of a cluster. */
export const hostCommands: CommandGroup = {
  name: 'host',
  summary: 'The machines of a cluster, on its frontend',
  commands: [
    defineCommand({
      name: 'add',
      summary: 'Add machines before they are switched on: all that a range names, or none',
      arguments: {
        name: maybeWord(
          'name, or names as compute-1-[0-31]; APPLIANCE-RACK-RANK with the next rank when left out',
        ),
      },
      options: ADD_OPTIONS,
      run: async ({ name }, options) => (await import('./edit/add.ts')).runHostAdd(name, options),
    }),
    defineCommand({
      name: 'list',
      summary: 'Show hosts: state, phase, since when, and why an installation failed',
      arguments: { selection: maybeWord('as compute-0-[0-31] or @compute (default: all)') },
      options: LIST_OPTIONS,
      run: async ({ selection }, options) => (await import('./list.ts')).runHostList(selection, options),
    }),
    defineCommand({
      name: 'watch',
      summary: 'Show hosts as they change, with a bar for each',
      arguments: { selection: maybeWord('hosts to show (default: all)') },
      run: async ({ selection }) => (await import('./watch.ts')).runHostWatch(selection),
    }),
    defineCommand({
      name: 'wait',
      summary: 'Wait until hosts are ready; say which are not, and why',
      arguments: { selection: SELECTION },
      options: WAIT_OPTIONS,
      run: async ({ selection }, options) =>
        (await import('./follow/wait.ts')).runHostWait(selection, options),
    }),
    defineCommand({
      name: 'log',
      summary: "Show the installer's log of a host",
      arguments: { host: word('its name') },
      options: LOG_OPTIONS,
      run: async ({ host }, options) => (await import('./follow/log.ts')).runHostLog(host, options),
    }),
    defineCommand({
      name: 'show',
      summary: 'Show everything that is known of a host; secrets are named only',
      arguments: { host: word('its name') },
      options: SHOW_OPTIONS,
      run: async ({ host }, options) => (await import('./show.ts')).runHostShow(host, options),
    }),
    defineCommand({
      name: 'set',
      summary: 'Change hosts: all that is said, or nothing; what is not named stays',
      arguments: {
        selection: SELECTION,
        values: words('KEY=VALUE: name, appliance, rack, rank, mac, address, bmc, bmc_password_file'),
      },
      run: async ({ selection, values }) => (await import('./edit/set.ts')).runHostSet(selection, values),
    }),
    defineCommand({
      name: 'rename',
      summary: 'Give hosts other names; what is known of them goes with them',
      arguments: { old: SELECTION, new: word('a name, or a range of as many') },
      run: async (args) => (await import('./edit/set.ts')).runHostRename(args.old, args.new),
    }),
    defineCommand({
      name: 'remove',
      summary: 'Remove hosts, with their attributes and keys',
      arguments: { selection: SELECTION },
      run: async ({ selection }) => (await import('./edit/remove.ts')).runHostRemove(selection),
    }),
    defineCommand({
      name: 'import',
      summary: 'Add many machines: all that a file names, or none of them',
      arguments: { file: word('CSV or YAML; - for standard input', 'path') },
      options: IMPORT_OPTIONS,
      run: async ({ file }, options) => (await import('./edit/import.ts')).runHostImport(file, options),
    }),
    defineCommand({
      name: 'export',
      summary: 'Write hosts as a file that "host import" reads',
      arguments: { selection: maybeWord('hosts to write (default: all)') },
      options: EXPORT_OPTIONS,
      run: async ({ selection }, options) => (await import('./export.ts')).runHostExport(selection, options),
    }),
    defineCommand({
      name: 'plan',
      summary:
        'Say what would change on hosts, on which it goes while they run, and why it does not on others',
      arguments: {
        selection: word('hosts, as compute-0-[0-31] or @compute; frontend for this machine itself'),
      },
      options: PLAN_OPTIONS,
      run: async ({ selection }, options) =>
        (await import('./change/plan.ts')).runHostPlan(selection, options),
    }),
    defineCommand({
      name: 'apply',
      summary: 'Bring running hosts to what is said of them, as far as that goes without installing them',
      arguments: {
        selection: word('hosts, as compute-0-[0-31] or @compute; frontend for this machine itself'),
      },
      options: APPLY_OPTIONS,
      run: async ({ selection }, options) =>
        (await import('./change/apply.ts')).runHostApply(selection, options),
    }),
    defineCommand({
      name: 'reinstall',
      summary: 'Install hosts anew; partitions called state-* and host keys are kept',
      arguments: { selection: SELECTION },
      options: REINSTALL_OPTIONS,
      run: async ({ selection }, options) =>
        (await import('./reinstall.ts')).runHostReinstall(selection, options),
    }),
    powerCommand,
    consoleCommand,
    sensorsCommand,
  ],
};
