import type { Effects } from '../machine/effects.ts';
import { CHANGE_PATHS, type ChangesFile } from './changes-file.ts';

/** The same failure is told again after so long: a start that went well meanwhile may have hidden it. */
const AGAIN_MS = 10 * 60_000;
const START_WORD = 'cairn-start-word.service';

/** What the frontend was told. */
interface Told {
  readonly text: string;
  /** Of the machine's clock that begins anew at each start, as this file does. */
  readonly atMs: number;
}

/** The frontend shows the host as failed, with the node and its place. A frontend shows nothing of itself. */
export function tellFailure(effects: Effects, source: ChangesFile['source'], text: string): void {
  if ('file' in source) return;
  const told = readTold(effects);
  if (told?.text === text && effects.now() - told.atMs < AGAIN_MS) return;
  const log = `${CHANGE_PATHS.log}/tell.log`;
  effects.remove(log);
  if (effects.run([CHANGE_PATHS.tell, source.frontend, text], { log }) !== 0) return;
  const now: Told = { text, atMs: effects.now() };
  effects.write(CHANGE_PATHS.told, JSON.stringify(now), 0o600);
}

/** A failure that was told is over: what else there is to say of the start is said anew. */
export function tellSuccess(effects: Effects): void {
  if (readTold(effects) === undefined) return;
  const log = `${CHANGE_PATHS.log}/tell.log`;
  if (effects.run(['systemctl', '--no-block', 'restart', START_WORD], { log }) !== 0) return;
  effects.remove(CHANGE_PATHS.told);
}

function readTold(effects: Effects): Told | undefined {
  const text = effects.read(CHANGE_PATHS.told);
  return text === undefined ? undefined : (JSON.parse(text) as Told);
}
