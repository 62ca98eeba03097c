import { defineCommand, type OptionsOf, word } from '../../command/define-command.ts';
import { flag, whole } from '../../command/option.ts';
import { FORMAT, SELECTION } from '../../command/shared-options.ts';

const MANY = {
  ...FORMAT,
  atOnce: whole('number', { from: 1, to: 1024 }, 'so many management boards at the same time', {
    default: '32',
  }),
  newCertificate: flag('the boards may show other certificates than before (Redfish)'),
};
export type ManyBoardsOptions = OptionsOf<typeof MANY>;

/** `cairn host power`: machines are switched by their management boards. */
export const powerCommand = defineCommand({
  name: 'power',
  summary: 'Switch hosts on, off, or off and on, by their management boards; or say which are on',
  arguments: {
    selection: SELECTION,
    action: word('on, off, cycle or status', ['on', 'off', 'cycle', 'status']),
  },
  options: MANY,
  run: async ({ selection, action }, options) =>
    (await import('./power.ts')).runHostPower(selection, action, options),
});

/** `cairn host sensors`: what management boards measure. */
export const sensorsCommand = defineCommand({
  name: 'sensors',
  summary: 'Show what the management boards of hosts measure: temperatures, fans, power',
  arguments: { selection: SELECTION },
  options: MANY,
  run: async ({ selection }, options) => (await import('./sensors.ts')).runHostSensors(selection, options),
});

/** `cairn host console`: a terminal on a host's serial line. */
export const consoleCommand = defineCommand({
  name: 'console',
  summary: "Open a host's serial console over its management board",
  arguments: { host: word('its name') },
  run: async ({ host }) => (await import('./open-serial-line.ts')).runHostConsole(host),
});
