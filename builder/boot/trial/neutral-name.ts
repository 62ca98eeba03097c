import { inTarget } from '../install/target.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** The name of a machine while the packages of its appliance are installed, of which every machine has the same. */
export const NEUTRAL_NAME = 'cairn-any-host';

/** In the layer of packages: which of its files have the name in them, each ended by a zero byte. */
const NAMED = '/.cairn-named';
/** Found none, or one that nobody can read. */
const FINE = [0, 1, 2];

/** Finds what package scripts wrote the machine's name into; it is a part of the layer. */
export function noteNamed(effects: Effects): void {
  const argv = ['grep', '-rlIFZs', '--devices=skip', NEUTRAL_NAME, '/etc', '/var'];
  const status = inTarget(effects, argv, { output: `${PATHS.target}${NAMED}` });
  if (!FINE.includes(status)) throw new InstallFailure(`"${argv.join(' ')}" failed with status ${status}`);
}

/** Gives the machine its own name wherever a package script wrote the name it had then. */
export function settleName(effects: Effects, hostname: string): void {
  const named = (effects.read(`${PATHS.target}${NAMED}`) ?? '').split('\0').filter((path) => path !== '');
  if (named.length > 0) inTarget(effects, ['sed', '-i', `s/${NEUTRAL_NAME}/${hostname}/g`, ...named]);
  effects.remove(`${PATHS.target}${NAMED}`);
}
