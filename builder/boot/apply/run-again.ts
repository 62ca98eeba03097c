import { keyOf, type PlannedChange, type Profile } from '../../graph/mod.ts';
import type { RecordedThing } from '../../model/mod.ts';
import { renderScripts } from '../../render/script/render-script.ts';
import { nameScripts } from '../answers/compile.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { filesOfScripts } from './change-files.ts';

/** Below it are scripts as they run: in memory, since they may hold secrets. */
const FOLDER = '/run/cairn-apply';
/** A script that says nothing of its time. */
const SECONDS = 900;

/**
 * Names of the scripts that are to run: those that are new or others, those whose files are to be as they were, and with
 * each of them all that write the same files, since one begins what another adds to.
 *
 * @param files that are to be written again, whatever else
 */
export function chooseScripts(
  things: readonly RecordedThing[],
  changes: readonly PlannedChange[],
  files: ReadonlySet<string>,
): ReadonlySet<string> {
  const known = new Map(things.map((thing) => [keyOf(thing), thing]));
  const written = filesOfScripts(things);
  const chosen = new Set<string>();
  for (const change of changes) {
    const thing = change.kind === 'script' ? known.get(keyOf(change)) : undefined;
    if (thing?.phases?.includes('reconfigure') === true) chosen.add(change.name);
  }
  for (const path of files) for (const name of written.get(path) ?? []) chosen.add(name);
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size;
    for (const scripts of written.values())
      if (scripts.some((name) => chosen.has(name))) for (const name of scripts) chosen.add(name);
  }
  return chosen;
}

/** Runs scripts again, in the sequence of their nodes. @throws {InstallFailure} the first that fails, with its last words */
export function runAgain(effects: Effects, profile: Profile, names: ReadonlySet<string>): void {
  for (const [name, script] of nameScripts(profile)) {
    if (!names.has(name)) continue;
    for (const { id, interpreter, text } of renderScripts([script])) {
      const path = `${FOLDER}/${id}`;
      const log = `/var/log/cairn/apply/${id}.log`;
      effects.remove(log);
      effects.write(path, text, 0o700);
      const status = effects.run(
        ['timeout', '--kill-after=10', String(SECONDS), ...interpreter.split(/\s+/), path],
        {
          log,
        },
      );
      effects.remove(path);
      if (status !== 0)
        throw new InstallFailure(`${name}: ended with status ${status}`, lastLines(effects, log).join('\n'));
    }
  }
}
