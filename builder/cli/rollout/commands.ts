import { fail } from '../../model/mod.ts';
import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  type OptionsOf,
  word,
} from '../command/define-command.ts';
import { flag } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';

const ID = word('its number, as "rollout list" shows it');
const RESUME_OPTIONS = { again: flag('hosts that failed are begun once more, too') };

export type RolloutListOptions = OptionsOf<typeof FORMAT>;
export type RolloutResumeOptions = OptionsOf<typeof RESUME_OPTIONS>;

/** @throws {BuildError} USAGE */
function parseId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  return fail('USAGE', `"${text}" is no number of a rollout`, undefined, 'See: cairn rollout list');
}

/** `cairn rollout ...`: what is done to many hosts, in waves. */
export const rolloutCommands: CommandGroup = {
  name: 'rollout',
  summary: 'Reinstallations and changes of many hosts in waves, on the frontend',
  commands: [
    defineCommand({
      name: 'list',
      summary: 'Show rollouts: how far they are, and why they stopped',
      options: FORMAT,
      run: async (_, options) => (await import('./list.ts')).runRolloutList(options),
    }),
    defineCommand({
      name: 'show',
      summary: 'Show the waves of a rollout, and how each host stands',
      arguments: { id: ID },
      options: FORMAT,
      run: async ({ id }, options) => (await import('./show.ts')).runRolloutShow(parseId(id), options),
    }),
    defineCommand({
      name: 'watch',
      summary: 'Show a rollout as it goes on, until it is over; exit code 3 where hosts failed',
      arguments: { id: maybeWord('its number (default: the last one)') },
      run: async ({ id }) =>
        (await import('./watch.ts')).runRolloutWatch(id === undefined ? undefined : parseId(id)),
    }),
    defineCommand({
      name: 'stop',
      summary: 'End a rollout when the hosts under way are back; the others stay as they are',
      arguments: { id: ID },
      run: async ({ id }) => (await import('./stop.ts')).runRolloutStop(parseId(id)),
    }),
    defineCommand({
      name: 'resume',
      summary: 'Go on with the hosts that a rollout has left',
      arguments: { id: ID },
      options: RESUME_OPTIONS,
      run: async ({ id }, options) => (await import('./resume.ts')).runRolloutResume(parseId(id), options),
    }),
    defineCommand({
      name: 'run',
      summary: 'Carry a rollout out until it is over, as its unit of systemd does',
      arguments: { id: ID },
      run: async ({ id }) => (await import('./run.ts')).runRolloutRun(parseId(id)),
    }),
  ],
};
