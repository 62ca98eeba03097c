import type { OptionsOf } from '../../command/define-command.ts';
import { text } from '../../command/option.ts';
import { FORMAT } from '../../command/shared-options.ts';

export const PLAN_OPTIONS = {
  release: text('id', 'as if they got this release'),
  ...FORMAT,
};
export type HostPlanOptions = OptionsOf<typeof PLAN_OPTIONS>;
