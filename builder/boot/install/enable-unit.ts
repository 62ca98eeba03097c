import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** Units of the installed machine's own. */
export const UNITS = '/etc/systemd/system';

/** Gives the machine a unit that is started by itself, with a target. */
export function enableUnit(effects: Effects, name: string, text: string, target = 'multi-user.target'): void {
  const folder = `${PATHS.target}${UNITS}`;
  effects.write(`${folder}/${name}`, text);
  effects.run(['mkdir', '-p', `${folder}/${target}.wants`]);
  effects.run(['ln', '-sf', `../${name}`, `${folder}/${target}.wants/${name}`]);
}
