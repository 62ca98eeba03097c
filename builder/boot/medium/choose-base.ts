import { APPLIANCE_BASES, BASE_SYSTEM } from '../../model/mod.ts';
import type { Compiled } from '../answers/compile.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { ON_MEDIUM } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';

/**
 * Which base system this machine starts from: that with all packages of its appliance, where the medium has one; else the one
 * of every machine. What is in it is configured in any case, so whatever was asked for when it was made must be asked for
 * still, whoever has answered what since.
 *
 * @returns its path in the release's `cairn/`
 */
export function chooseBase(
  effects: Effects,
  source: Source,
  { attributes, description }: Pick<Compiled, 'attributes' | 'description'>,
): string {
  const { archive, asked } = APPLIANCE_BASES.of(attributes['appliance'] ?? '');
  const text = source.device === undefined ? undefined : effects.read(`${ON_MEDIUM}/${asked}`);
  if (text === undefined) return BASE_SYSTEM;
  const wanted = new Set(description.packages.enabled.map(({ name }) => name));
  const other = text.split('\n').filter((name) => name !== '' && !wanted.has(name));
  if (other.length === 0) return archive;
  announce(effects, `The packages that came unpacked are not used: this machine gets no ${other.join(', ')}`);
  return BASE_SYSTEM;
}
