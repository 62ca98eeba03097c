import { type CommandGroup, defineCommand, type OptionsOf } from '../command/define-command.ts';
import { FORMAT } from '../command/shared-options.ts';

const CHECK_OPTIONS = { ...FORMAT };
export type ClusterCheckOptions = OptionsOf<typeof CHECK_OPTIONS>;

/** `cairn cluster ...`: the frontend and all of its hosts. */
export const clusterCommands: CommandGroup = {
  name: 'cluster',
  summary: 'The frontend and all of its hosts, on the frontend',
  commands: [
    defineCommand({
      name: 'check',
      summary: 'Say in one line whether every machine runs what it should',
      options: CHECK_OPTIONS,
      run: async (_, options) => (await import('./check.ts')).runClusterCheck(options),
    }),
  ],
};
