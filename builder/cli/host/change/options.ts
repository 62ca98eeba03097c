import type { OptionsOf } from '../../command/define-command.ts';
import { flag, text } from '../../command/option.ts';
import { FORMAT } from '../../command/shared-options.ts';
import { ROLLOUT_OPTIONS } from '../../rollout/begin/options.ts';

export const PLAN_OPTIONS = {
  release: text('id', 'as if they got this release'),
  ...FORMAT,
};
export type HostPlanOptions = OptionsOf<typeof PLAN_OPTIONS>;

export const APPLY_OPTIONS = {
  overwrite: flag('write over files that somebody changed by hand; what they held stays beside them'),
  dryRun: flag('only ask the hosts what would change'),
  ...FORMAT,
  ...ROLLOUT_OPTIONS,
};
export type HostApplyOptions = OptionsOf<typeof APPLY_OPTIONS>;
