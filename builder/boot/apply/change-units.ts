import type { ChangePlan } from '../../graph/mod.ts';
import { keyOf } from '../../graph/mod.ts';
import type { RecordedThing } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** No unit may keep a machine from the end of its change. */
const SECONDS = '120';

/** Units on and off as they are to be, and who reads what was changed takes it up. @throws {InstallFailure} naming the unit */
export function changeUnits(
  effects: Effects,
  { changes, restarts }: Pick<ChangePlan, 'changes' | 'restarts'>,
  wanted: readonly RecordedThing[],
): void {
  const known = new Map(wanted.map((thing) => [keyOf(thing), thing]));
  effects.run(['systemctl', 'daemon-reload']);
  const started = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'service' || change.change === 'removed') continue;
    const isOn = known.get(keyOf(change))?.text === 'enabled';
    must(effects, [isOn ? 'enable' : 'disable', '--', change.name]);
    must(effects, [isOn ? 'start' : 'stop', '--', change.name]);
    started.add(change.name);
  }
  for (const unit of restarts) if (!started.has(unit)) must(effects, ['try-reload-or-restart', '--', unit]);
}

function must(effects: Effects, words: readonly string[]): void {
  const status = effects.run(['timeout', SECONDS, 'systemctl', ...words]);
  if (status !== 0) throw new InstallFailure(`"systemctl ${words.join(' ')}" failed with status ${status}`);
}
