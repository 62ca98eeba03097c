import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';
import { reportFailed } from './report.ts';

const WAIT_MS = 60_000;

/**
 * Ends a failed installation of a machine that a frontend knows: the frontend hears why, and the machine starts
 * again, since nobody sits at it. The frontend counts, and gives it a rescue system after the third time.
 * Somebody who opens a shell keeps the machine as it is.
 *
 * @param step the hook reports only: consoles come to life after it, and the next step is here at once
 */
export function endOfHost(effects: Effects, step: string, lines: readonly string[]): void {
  const state = JSON.parse(effects.read(PATHS.state) ?? '{}') as Partial<InstallState>;
  const name = state.options?.host;
  if (name === undefined || step === 'send-log') return;
  if (effects.exists(PATHS.wgetrc) && !effects.exists(PATHS.reported)) {
    reportFailed(effects, name, lines);
    effects.write(PATHS.reported, '');
  }
  if (step === 'hook') return;
  announce(effects, `The machine starts again in ${WAIT_MS / 1000} seconds, unless somebody opens a shell`);
  for (let waited = 0; waited < WAIT_MS; waited += 1000) {
    if (effects.exists(PATHS.attended)) return;
    effects.sleep(1000);
  }
  effects.run(['sync']);
  effects.run(['reboot', '-f']);
}
