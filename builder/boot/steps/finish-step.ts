import { compile } from '../answers/compile.ts';
import { reportFinished } from '../frontend/report.ts';
import { sendNew } from '../frontend/send-log.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readState } from '../machine/state.ts';

/** Last menu item: logs to the machine, file systems closed, restart. */
export function runFinish(effects: Effects): void {
  const state = readState(effects);
  const finish = state.options.finish;
  const seconds = Math.round(Number((effects.read('/proc/uptime') ?? '0').split(' ')[0]));
  announce(effects, `Installed in ${seconds} seconds`);
  const wanted = finish === 'reboot' ? (compile(effects, state).directives.finish ?? 'reboot') : finish;
  const logs = `${PATHS.target}${PATHS.logs}`;
  effects.run(['mkdir', '-p', logs, `${PATHS.target}/var/log/installer`]);
  effects.run([
    'sh',
    '-c',
    `cp -a ${PATHS.logs}/. ${logs}/; cp /var/log/syslog ${PATHS.target}/var/log/installer/`,
  ]);
  effects.run(['sh', '-c', `chmod 700 ${logs}; chmod 600 ${PATHS.target}/var/log/installer/*`]);
  effects.run(['sync']);
  // Everything is on the disk: from now on the machine starts from there
  sendNew(effects);
  reportFinished(effects, state);
  if (wanted === 'stay') {
    announce(effects, 'Finished; the machine stays on, with its disk at /target');
    for (;;) effects.sleep(60_000);
  }
  effects.run(['swapoff', '-a']);
  effects.run([
    'sh',
    '-c',
    `for m in $(cut -d" " -f2 /proc/mounts | grep ^${PATHS.target} | sort -r); do umount $m; done`,
  ]);
  announce(
    effects,
    wanted === 'poweroff' ? 'Finished; the machine is switched off' : 'Finished; the machine restarts',
  );
  effects.sleep(1000); // the last line reaches the serial console
  effects.run(['sync']);
  effects.run([wanted === 'poweroff' ? 'poweroff' : 'reboot', '-f']);
  effects.sleep(60_000);
}
