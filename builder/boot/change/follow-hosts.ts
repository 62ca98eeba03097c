import { formatOrigin } from '../../model/mod.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { CHANGE_PATHS, type ChangesFile } from './changes-file.ts';
import { readList } from './read-list.ts';
import { type RenderedChange, renderChanges } from './render-changes.ts';
import { tellFailure, tellSuccess } from './tell-frontend.ts';

/** Hosts that are added one after the other are one change: it is waited for until nothing comes for so long. */
const SETTLE_MS = 5000;
/** And no longer than a minute. */
const SETTLE_ROUNDS = 12;
/** A script that says nothing of its time. */
const USUAL_SECONDS = 300;

/**
 * Runs the scripts whose answers are others than when they ended well last; the first time all of them. One that fails runs
 * again the next time, and keeps no other from running.
 *
 * @param say gets lines for the journal
 * @throws {InstallFailure} some failed
 */
export function followHosts(effects: Effects, _words: readonly string[], say: (line: string) => void): void {
  const text = effects.read(CHANGE_PATHS.file);
  if (text === undefined) throw new InstallFailure(`There is no "${CHANGE_PATHS.file}"`);
  const changes = JSON.parse(text) as ChangesFile;
  const due = settle(effects, changes, say);
  if (due === undefined) return;
  const failures = due.flatMap((change) => {
    const { script } = change;
    say(`${formatOrigin(script)}: begins`);
    const why = runChange(effects, change, say);
    return why === undefined ? [] : [`${formatOrigin(script)}: ${why}`];
  });
  if (failures.length === 0) {
    tellSuccess(effects);
    return;
  }
  tellFailure(effects, changes.source, failures[0]!);
  throw new InstallFailure(failures.join('\n'));
}

/** What is to run with a list that does not change any more; undefined: there is none. */
function settle(
  effects: Effects,
  changes: ChangesFile,
  say: (line: string) => void,
): readonly RenderedChange[] | undefined {
  const look = (): readonly RenderedChange[] | undefined => {
    const roster = readList(effects, changes, say);
    return roster === undefined ? undefined : renderChanges(changes.scripts, roster);
  };
  let seen = look();
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    if (seen === undefined || !seen.some((change) => isDue(effects, change))) break;
    effects.sleep(SETTLE_MS);
    const next = look();
    const isSettled = next === undefined || JSON.stringify(next) === JSON.stringify(seen);
    seen = next ?? seen;
    if (isSettled) break;
  }
  return seen?.filter((change) => isDue(effects, change));
}

function isDue(effects: Effects, { programs }: RenderedChange): boolean {
  return programs.some(({ name, text }) => effects.read(`${CHANGE_PATHS.done}/${name}`) !== text);
}

/** @returns why it failed */
function runChange(
  effects: Effects,
  { script, programs }: RenderedChange,
  say: (line: string) => void,
): string | undefined {
  const { within = USUAL_SECONDS, units = [] } = script;
  const run = (name: string, argv: readonly string[]): string | undefined => {
    const log = `${CHANGE_PATHS.log}/${name}.log`;
    effects.remove(log);
    const status = effects.run(['timeout', '--kill-after=10', String(within), ...argv], { log });
    for (const line of (effects.read(log) ?? '').split('\n')) if (line !== '') say(line);
    return status === 0 ? undefined : describe(status, within, lastLines(effects, log).at(-1) ?? '');
  };
  for (const { name, text } of programs) {
    effects.write(`${CHANGE_PATHS.done}/${name}.new`, text, 0o700);
    const why = run(name, [`${CHANGE_PATHS.done}/${name}.new`]);
    if (why !== undefined) return why;
  }
  if (units.length > 0) {
    const why = run('units', ['systemctl', 'reload-or-restart', '--', ...units]);
    if (why !== undefined) return `${units.join(', ')}: ${why}`;
  }
  for (const { name } of programs)
    effects.rename(`${CHANGE_PATHS.done}/${name}.new`, `${CHANGE_PATHS.done}/${name}`);
  return undefined;
}

/** The words of scripts of the first boot. */
function describe(status: number, within: number, said: string): string {
  const isLate = status === 124 || status === 137;
  const what = isLate ? `did not end within ${within} s` : `ended with status ${status}`;
  return said === '' ? what : `${what}: ${said}`;
}
