import { BOOT_ACTIONS } from '../../model/mod.ts';
import { defineCommand, type OptionsOf, word, words } from '../command/define-command.ts';
import { flag, text, whole } from '../command/option.ts';
import { SELECTION } from '../command/shared-options.ts';

const DISCOVER_OPTIONS = {
  appliance: text('name', 'what the new hosts are for', { required: true }),
  rack: whole('number', { from: 0, to: 9999 }, 'the rack that they stand in', { default: '0' }),
  replace: text('host', 'the next machine takes the place of this host'),
  count: whole('number', { from: 1, to: 100_000 }, 'it is over when so many machines are named', {
    default: '1000',
  }),
  rate: whole('number', { from: 1, to: 100_000 }, 'so many machines a minute at most', { default: '600' }),
  ask: flag('name nobody who was not approved: asks for each machine'),
  json: flag('one JSON event a line'),
};
export type DiscoverOptions = OptionsOf<typeof DISCOVER_OPTIONS>;

/** `cairn discover`: names the machines that are switched on while it runs. */
export const discoverCommand = defineCommand({
  name: 'discover',
  summary: 'Name machines as they are switched on, install them, and show how far they are',
  options: DISCOVER_OPTIONS,
  run: async (_, options) => (await import('./discover.ts')).runDiscover(options),
});

const RUN_OPTIONS = {
  gather: flag('show equal output once'),
  timeout: whole('seconds', { from: 0, to: 999_999 }, 'end a command that runs for longer; 0: never', {
    default: '0',
  }),
};
export type RunOptions = OptionsOf<typeof RUN_OPTIONS>;

/** `cairn run`: one command on many hosts. */
export const runCommand = defineCommand({
  name: 'run',
  summary: 'Run a command on many hosts at once, with ClusterShell',
  arguments: { selection: SELECTION, command: words('after --') },
  options: RUN_OPTIONS,
  run: async ({ selection, command }, options) =>
    (await import('./run.ts')).runOnHosts(selection, command, options),
});

/** `cairn boot`: what hosts do at their next start. */
export const bootCommand = defineCommand({
  name: 'boot',
  summary: 'Say what hosts do when they start next time',
  arguments: { selection: SELECTION, action: word('install, os, rescue or memtest', BOOT_ACTIONS) },
  run: async ({ selection, action }) => (await import('./boot.ts')).runBoot(selection, action),
});
