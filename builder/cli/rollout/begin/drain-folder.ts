import { DRAIN_FOLDER } from '../../../frontend/rollout/drain-hooks.ts';

/** Where programs lie that drain hosts; `CAIRN_ROOT` names another root, as it does to the service. */
export function drainFolder(): string {
  return (process.env['CAIRN_ROOT'] ?? '') + DRAIN_FOLDER;
}
