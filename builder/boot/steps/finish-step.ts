import type { StoragePlan } from '../../model/mod.ts';
import { compile } from '../answers/compile.ts';
import { reportFinished } from '../frontend/report.ts';
import { sendNew } from '../frontend/send-log.ts';
import { announce } from '../machine/announce.ts';
import { keepClock } from '../machine/clock.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { type InstallState, readState } from '../machine/state.ts';
import { sendRecord } from '../record/send-record.ts';
import { leaveFactory } from '../storage/leave-factory.ts';
import { STORAGE_PLAN } from './disks-step.ts';

const INSTALLER_LOGS = `${PATHS.target}/var/log/installer`;

/** Last menu item: logs to the machine, file systems closed, restart. */
export function runFinish(effects: Effects): void {
  const state = readState(effects);
  const finish = state.options.finish;
  const seconds = Math.round(Number((effects.read('/proc/uptime') ?? '0').split(' ')[0]));
  announce(effects, `Installed in ${seconds} seconds`);
  const wanted = finish === 'reboot' ? (compile(effects, state).plan.finish ?? 'reboot') : finish;
  const plan = effects.read(STORAGE_PLAN);
  if (plan !== undefined) leaveFactory(effects, JSON.parse(plan) as StoragePlan);
  handOver(effects, state);
  if (wanted === 'stay') {
    announce(effects, 'Finished; the machine stays on, with its disk at /target');
    for (;;) effects.sleep(60_000);
  }
  effects.run(['swapoff', '-a']);
  for (const place of mountsBelow(effects.read('/proc/mounts') ?? '', PATHS.target))
    effects.run(['umount', place]);
  announce(
    effects,
    wanted === 'poweroff' ? 'Finished; the machine is switched off' : 'Finished; the machine restarts',
  );
  effects.sleep(1000); // the last line reaches the serial console
  effects.run(['sync']);
  effects.run([wanted === 'poweroff' ? 'poweroff' : 'reboot', '-f']);
  effects.sleep(60_000);
}

/** Logs to the machine, and the last word to the frontend: from now on the machine starts from its disk. */
export function handOver(effects: Effects, state: InstallState): void {
  const logs = `${PATHS.target}${PATHS.logs}`;
  effects.run(['mkdir', '-p', logs, INSTALLER_LOGS]);
  effects.run(['cp', '-a', `${PATHS.logs}/.`, `${logs}/`]);
  effects.run(['cp', '/var/log/syslog', `${INSTALLER_LOGS}/`]);
  effects.run(['chmod', '700', logs]);
  const kept = effects.list(INSTALLER_LOGS).map((name) => `${INSTALLER_LOGS}/${name}`);
  if (kept.length > 0) effects.run(['chmod', '600', ...kept]);
  keepClock(effects);
  effects.run(['sync']);
  // Everything is on the disk: from now on the machine starts from there
  sendNew(effects);
  sendRecord(effects, state);
  reportFinished(effects, state);
}

/** Mount points at and below a folder, the deepest first; the kernel writes blanks in names as `\\040`. */
export function mountsBelow(mounts: string, folder: string): string[] {
  return mounts
    .split('\n')
    .map((line) =>
      (line.split(' ')[1] ?? '').replace(/\\([0-7]{3})/g, (_, code: string) =>
        String.fromCharCode(parseInt(code, 8)),
      ),
    )
    .filter((place) => place === folder || place.startsWith(`${folder}/`))
    .reverse();
}
