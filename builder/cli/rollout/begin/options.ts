import type { RolloutKind, RolloutWish } from '../../../hosts/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { OptionsOf } from '../../command/define-command.ts';
import { flag, whole } from '../../command/option.ts';

const DAY_SECONDS = 86_400;
const MOST_SECONDS = 60 * DAY_SECONDS;

/** Options of commands that do something to many hosts, and may do it in waves. */
export const ROLLOUT_OPTIONS = {
  atOnce: whole('number', { from: 1, to: 100_000 }, 'in waves of so many hosts, as a rollout'),
  stopAfter: whole(
    'number',
    { from: 1, to: 100_000 },
    'so many hosts that fail stop the rollout (default: 1)',
  ),
  hostTimeout: whole(
    'seconds',
    { from: 1, to: MOST_SECONDS },
    'how long a host of a rollout may take (default: 7200)',
  ),
  drain: flag('hosts are begun when nothing runs on them any more'),
  drainTimeout: whole('seconds', { from: 1, to: MOST_SECONDS }, 'how long that may take (default: 86400)'),
};
export type RolloutOptions = OptionsOf<typeof ROLLOUT_OPTIONS>;

/** @returns undefined where all hosts are meant at once. @throws {BuildError} USAGE */
export function readRolloutWish(
  kind: RolloutKind,
  options: RolloutOptions,
  more: Partial<Pick<RolloutWish, 'isNewDisk' | 'isOverwriting'>> = {},
): RolloutWish | undefined {
  const { atOnce, stopAfter, hostTimeout, drain, drainTimeout } = options;
  if (atOnce === undefined) {
    const given = Object.entries({ stopAfter, hostTimeout, drain, drainTimeout })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    if (given.length === 0) return undefined;
    fail(
      'USAGE',
      `${given.join(' and ')} is for a rollout`,
      undefined,
      'Say how many hosts at once: --at-once N',
    );
  }
  if (drainTimeout !== undefined && drain === undefined) fail('USAGE', '--drain-timeout needs --drain');
  return {
    kind,
    atOnce: atOnce!,
    stopAfter: stopAfter ?? 1,
    hostSeconds: hostTimeout ?? 7200,
    ...{ isNewDisk: false, isOverwriting: false, ...more },
    ...(drain === undefined ? {} : { drainSeconds: drainTimeout ?? DAY_SECONDS }),
  };
}
