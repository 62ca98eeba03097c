import type { PlannedChange } from '../../graph/mod.ts';
import type { RecordedThing } from '../../model/mod.ts';
import type { DebianPlan } from '../answers/compile.ts';
import { UNITS } from '../install/enable-unit.ts';
import type { Effects } from '../machine/effects.ts';
import { keepOriginal, takeAway } from './find-drift.ts';

/**
 * Writes files that settings come to, as they are to be.
 *
 * @param paths of those that are to be written
 * @param own paths of files that are the graph's already
 */
export function writeFiles(
  effects: Effects,
  { settings }: DebianPlan,
  paths: ReadonlySet<string>,
  own: ReadonlySet<string>,
): void {
  for (const { path, mode, text } of settings.files) {
    if (!paths.has(path)) continue;
    if (!own.has(path)) keepOriginal(effects, path);
    effects.write(path, text, mode);
    // One that was there has the mode that it had
    effects.run(['chmod', mode.toString(8).padStart(4, '0'), path]);
  }
}

/** Takes away what nobody wants any more; units among it are stopped first. */
export function removeFiles(effects: Effects, changes: readonly PlannedChange[]): void {
  for (const { kind, change, name } of changes) {
    if (kind !== 'file' || change !== 'removed') continue;
    const unit = name.startsWith(`${UNITS}/`) ? name.slice(UNITS.length + 1) : undefined;
    if (unit !== undefined && /\.(?:mount|automount|timer|service)$/.test(unit))
      effects.run(['systemctl', 'disable', '--now', '--', unit]);
    takeAway(effects, name);
  }
}

/** Files that scripts write, with the scripts of each. */
export function filesOfScripts(things: readonly RecordedThing[]): ReadonlyMap<string, readonly string[]> {
  const files = things.filter(({ kind, scripts }) => kind === 'file' && scripts !== undefined);
  return new Map(files.map(({ name, scripts = [] }) => [name, scripts]));
}
