import { HOST_PATHS } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** QuickJS of another release, as the installer has it where its own has none. */
const BORROWED = '/usr/lib/cairn/borrowed';

/** Leaves the very program and interpreter that made the machine on it: they change it later. */
export function keepEngine(effects: Effects): void {
  const at = (path: string): string => `${PATHS.target}${path}`;
  effects.run(['mkdir', '-p', at(HOST_PATHS.engine.replace(/\/[^/]*$/, ''))]);
  effects.run(['cp', PATHS.boot, at(HOST_PATHS.engine)]);
  effects.run(['cp', PATHS.quickjs, at(HOST_PATHS.interpreter)]);
  if (!effects.exists(BORROWED)) return;
  effects.run(['mkdir', '-p', at(BORROWED)]);
  effects.run(['cp', '-a', `${BORROWED}/.`, `${at(BORROWED)}/`]);
}
