import type { Clock } from '../../io/mod.ts';
import type { Guest } from './guest.ts';

/** For all services to have started; what is not there then is for the checks to find. */
const RUNNING_SECONDS = 180;
const POLL_MS = 100;

/** What systemd says of its system once all services have started, or its time is over: "running"; empty where nobody is there. */
export async function askState(guest: Pick<Guest, 'exec'>): Promise<string> {
  const wait = ['systemctl', 'is-system-running', '--wait'];
  return (await guest.exec(wait, { timeoutSeconds: RUNNING_SECONDS })).stdout.trim();
}

/** The first moments of a system have nobody who could be asked. */
export async function waitUntilRunning(guest: Pick<Guest, 'exec'>, clock: Clock): Promise<string> {
  const deadlineMs = clock.monotonicMs() + RUNNING_SECONDS * 1000;
  for (;;) {
    const state = await askState(guest);
    if (!['', 'offline', 'unknown'].includes(state) || clock.monotonicMs() > deadlineMs) return state;
    await clock.sleep(POLL_MS);
  }
}
