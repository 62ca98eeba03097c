import type { Timer } from '../../model/mod.ts';
import { ownFile, type SettingFile } from './setting-file.ts';
import { escapeUnit } from './unit-names.ts';

/** A unit that waits for each timer, and one that does its work, where nobody else brings that. */
export function renderTimers(timers: readonly Timer[] = []): readonly SettingFile[] {
  return timers.flatMap((timer) => {
    const { name, run } = timer;
    const path = `/etc/systemd/system/${name}`;
    return [
      ownFile(timer, `${path}.timer`, renderTimer(timer)),
      ...(run === undefined ? [] : [ownFile(timer, `${path}.service`, renderService(timer, run))]),
    ];
  });
}

/** The units of timers that are enabled. */
export function listTimerUnits(timers: readonly Timer[] = []): readonly string[] {
  return timers.map(({ name }) => `${name}.timer`);
}

function renderTimer({ name, calendar, every, first, delay }: Timer): string {
  return [
    '[Unit]',
    `Description=${name}, ${calendar ?? `every ${every}`}`,
    '',
    '[Timer]',
    // What a machine missed while it was off is made up for
    ...(calendar === undefined ? [] : [`OnCalendar=${calendar}`, 'Persistent=yes']),
    ...(every === undefined ? [] : [`OnBootSec=${first}`, `OnUnitActiveSec=${every}`]),
    ...(delay === undefined ? [] : [`RandomizedDelaySec=${delay}`]),
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n');
}

function renderService({ name, user }: Timer, run: string): string {
  return [
    '[Unit]',
    `Description=${name}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    ...(user === 'root' ? [] : [`User=${user}`]),
    `ExecStart=${escapeUnit(run)}`,
    '',
  ].join('\n');
}
