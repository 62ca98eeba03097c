import type { Clock } from '../../io/mod.ts';
import type { Container } from './container.ts';

/** For all services to have started; what is not there then is for the checks to find. */
const RUNNING_SECONDS = 180;
const POLL_MS = 100;

/** What systemd says of its system once all services have started, or its time is over: "running"; empty where nobody is there. */
export async function askState(container: Pick<Container, 'exec'>): Promise<string> {
  const wait = ['systemctl', 'is-system-running', '--wait'];
  return (await container.exec(wait, { timeoutSeconds: RUNNING_SECONDS })).stdout.trim();
}

/** The first moments of a system have nobody who could be asked. */
export async function waitUntilRunning(container: Pick<Container, 'exec'>, clock: Clock): Promise<string> {
  const deadlineMs = clock.monotonicMs() + RUNNING_SECONDS * 1000;
  for (;;) {
    const state = await askState(container);
    if (!['', 'offline', 'unknown'].includes(state) || clock.monotonicMs() > deadlineMs) return state;
    await clock.sleep(POLL_MS);
  }
}
