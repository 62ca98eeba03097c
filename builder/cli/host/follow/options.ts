import type { OptionsOf } from '../../command/define-command.ts';
import { flag, whole } from '../../command/option.ts';

export const LOG_OPTIONS = {
  follow: flag('show what is added to the log until Ctrl-C'),
  events: flag('what the frontend saw, instead of what the installer wrote'),
};
export type HostLogOptions = OptionsOf<typeof LOG_OPTIONS>;

export const WAIT_OPTIONS = {
  ready: flag(
    'until they have started, and scripts of the first boot and checks of their nodes have ended well',
  ),
  installed: flag('until they are installed, whether they have started or not'),
  timeout: whole('seconds', { from: 1, to: 604_800 }, 'how long to wait', { default: '3600' }),
};
export type HostWaitOptions = OptionsOf<typeof WAIT_OPTIONS>;
