import { type HostEvent, PROTOCOL_LIMITS } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { State } from '../machine/state.ts';
import { postToService, type ServiceReply } from './service.ts';

/** A progress report is not worth more waiting than this between two of them. */
const PHASE_MS = 5_000;
const AGAIN_MS = 5_000;
/** A frontend that restarts is back by then. */
const PATIENCE_MS = 300_000;

/** What a list of hosts has room for; all of it goes to the log. */
const REASON_LINES = 3;

/** Tells the frontend which phase the installation is in; a lost report is no loss. */
export function reportPhase(effects: Effects, state: State, phase: string, percent: number): void {
  if (state.host !== undefined) send(effects, state.host.name, { event: 'phase', phase, percent });
}

/** A function that reports one phase's percentages, seldom enough not to slow the installation. */
export function phaseReporter(effects: Effects, state: State): (phase: string, percent: number) => void {
  let lastMs = -PHASE_MS;
  let last = '';
  return (phase, percent) => {
    const key = `${phase} ${percent}`;
    if (key === last || effects.now() - lastMs < PHASE_MS) return;
    reportPhase(effects, state, phase, percent);
    last = key;
    lastMs = effects.now();
  };
}

/** The first word to the frontend: without it nothing may follow. @throws {InstallFailure} */
export function reportStarted(effects: Effects, host: string): void {
  askUntil(effects, 'The start of the installation', () => send(effects, host, { event: 'started' }));
}

/** Why the installation ended. Best effort: the person at the console can read it too. */
export function reportFailed(effects: Effects, host: string, lines: readonly string[]): void {
  const text = lines.slice(0, REASON_LINES).join('\n').slice(0, PROTOCOL_LIMITS.textLength);
  const log = `${lines.join('\n')}\n`.slice(0, PROTOCOL_LIMITS.textLength);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (send(effects, host, { event: 'failed', text, log }).kind !== 'unreachable') return;
    effects.sleep(AGAIN_MS);
  }
}

/**
 * The hand-off: from this moment the machine starts from its disk. Asked until the frontend has heard it, since a
 * machine that restarts unheard would be installed again.
 */
export function reportFinished(effects: Effects, state: State): void {
  if (state.host === undefined) return;
  const { name } = state.host;
  const disk = effects.read(PATHS.disk) ?? '';
  const event: HostEvent = { event: 'finished', ...(disk === '' ? {} : { disk }) };
  for (let tries = 0; ; tries += 1) {
    const reply = send(effects, name, event);
    if (reply.kind === 'done') return;
    if (reply.kind === 'refused') {
      announce(effects, `The frontend does not accept that ${name} is finished (status ${reply.status})`);
      return;
    }
    if (tries % 12 === 0) announce(effects, 'Waiting for the frontend, to tell it that this is finished');
    effects.sleep(AGAIN_MS);
  }
}

/**
 * Asks until there is an answer.
 *
 * @throws {InstallFailure} a refusal, or five minutes without an answer
 */
export function askUntil(effects: Effects, what: string, ask: () => ServiceReply): string {
  const deadline = effects.now() + PATIENCE_MS;
  for (;;) {
    const reply = ask();
    if (reply.kind === 'done') return reply.text;
    if (reply.kind === 'refused')
      throw new InstallFailure(
        `${what}: the frontend refuses it (status ${reply.status})`,
        'Its log of deliveries says why; start the machine again for a new token',
      );
    if (effects.now() > deadline)
      throw new InstallFailure(
        `${what}: the frontend's service does not answer`,
        'Or another machine answers in its place: the key that came with frontend.img is not the key that answers',
      );
    effects.sleep(AGAIN_MS);
  }
}

function send(effects: Effects, host: string, event: HostEvent): ServiceReply {
  return postToService(effects, `/v1/hosts/${host}/events`, JSON.stringify(event));
}
