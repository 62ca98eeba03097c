import { nameRelease, type PostedReport, PROTOCOL_LIMITS } from '../../model/mod.ts';
import { insist } from '../fetch/insist.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';
import { postToService, type ServiceReply } from './service.ts';

/** A progress report is not worth more waiting than this between two of them. */
const PHASE_MS = 5_000;
/** Why it failed can be read on the machine's console too. */
const FAILED_MS = 15_000;

/** What a list of hosts has room for; all of it goes to the log. */
const REASON_LINES = 3;

/** Tells the frontend which phase the installation is in; a lost report is no loss. */
export function reportPhase(effects: Effects, state: InstallState, phase: string, percent: number): void {
  if (state.host !== undefined) send(effects, state.host.name, { event: 'phase', phase, percent });
}

/** A function that reports one phase's percentages, seldom enough not to slow the installation. */
export function phaseReporter(
  effects: Effects,
  state: InstallState,
): (phase: string, percent: number) => void {
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
  const what = 'the frontend, to tell it that this failed';
  insist(effects, what, () => send(effects, host, { event: 'failed', text, log }), { patienceMs: FAILED_MS });
}

/**
 * The hand-off: from this moment the machine starts from its disk. Asked until the frontend has heard it, since a
 * machine that restarts unheard would be installed again.
 */
export function reportFinished(effects: Effects, state: InstallState): void {
  if (state.host === undefined) return;
  const { name } = state.host;
  const disk = effects.read(PATHS.disk) ?? '';
  const release = nameRelease(readIdentity(effects).id);
  const report: PostedReport = { event: 'finished', release, ...(disk === '' ? {} : { disk }) };
  const what = 'the frontend, to tell it that this is finished';
  const reply = insist(effects, what, () => send(effects, name, report), { patienceMs: Infinity });
  if (reply.kind !== 'done')
    announce(effects, `The frontend does not accept that ${name} is finished (${reply.reason})`);
}

/**
 * Asks until there is an answer.
 *
 * @throws {InstallFailure} a refusal, or no answer for too long
 */
export function askUntil(effects: Effects, what: string, ask: () => ServiceReply): string {
  const reply = insist(effects, "the frontend's service", ask);
  if (reply.kind === 'done') return reply.text;
  if (reply.kind === 'refused')
    throw new InstallFailure(
      `${what}: the frontend refuses it (${reply.reason})`,
      'Its log of deliveries says why; start the machine again for a new token',
    );
  throw new InstallFailure(
    `${what}: the frontend's service does not answer (${reply.reason})`,
    'Or another machine answers in its place: the key that came with frontend.img is not the key that answers',
  );
}

function send(effects: Effects, host: string, report: PostedReport): ServiceReply {
  return postToService(effects, `/v1/hosts/${host}/events`, JSON.stringify(report));
}
