import { readGraphValues } from '../../graph/mod.ts';
import { type AttributeMap, CLUSTER_KEYS_PATH, type ClusterKeys, type GraphBundle } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { State } from '../machine/state.ts';
import { resolveAnswers } from './resolve-answers.ts';

const KEY_BYTES = 32;

/**
 * Keys that a roll declares (`type: key`) and nobody gave, for a machine that no frontend knows: it makes them. A
 * frontend keeps them with its answers, and they are those of its cluster.
 *
 * @returns values by name, 64 hexadecimal digits each
 * @throws {BuildError} a site file that is wrong
 */
export function makeKeys(effects: Effects, state: State): AttributeMap {
  const bundle = JSON.parse(effects.read(PATHS.bundle) ?? '{}') as GraphBundle;
  const { values } = readGraphValues(bundle);
  const known = resolveAnswers(effects, state, values, state.options.appliance);
  const wanted = values.declarations.filter(
    ({ name, type, secret }) => type === 'key' && secret === true && !known.has(name),
  );
  return Object.fromEntries(wanted.map(({ name }) => [name, makeKey(effects)]));
}

/**
 * The same machine with the keys that its cluster has already, where it was a frontend before: hosts that stay as they
 * are must not be strangers to it. To be asked once the disk is mounted.
 */
export function adoptKeptKeys(effects: Effects, state: State): State {
  const text = effects.read(`${PATHS.target}${CLUSTER_KEYS_PATH}`);
  if (text === undefined || state.keys === undefined) return state;
  const { format, keys } = JSON.parse(text) as ClusterKeys;
  if (format !== 1) return state;
  const made = Object.keys(state.keys).map((name) => [name, keys[name] ?? state.keys?.[name] ?? '']);
  return { ...state, keys: Object.fromEntries(made) as AttributeMap };
}

function makeKey(effects: Effects): string {
  return effects
    .random(KEY_BYTES)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
