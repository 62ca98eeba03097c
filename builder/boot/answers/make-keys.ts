import { readGraphValues } from '../../graph/mod.ts';
import { CLUSTER_KEYS, GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import { type AttributeMap, BuildError, CLUSTER_KEYS_PATH } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import type { InstallState } from '../machine/state.ts';
import { resolveAnswers } from './resolve-answers.ts';

const KEY_BYTES = 32;

/**
 * Keys that a roll declares (`type: key`) and nobody gave, for a machine that no frontend knows: it makes them, before it is
 * known which of them its description will use. A frontend keeps those with its answers, and they are those of its cluster.
 *
 * @returns values by name, 64 hexadecimal digits each
 * @throws {BuildError} a site file that is wrong
 */
export function makeKeys(effects: Effects, state: InstallState): AttributeMap {
  const { values } = readGraphValues(readDocument(effects, PATHS.bundle, GRAPH_BUNDLE));
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
export function adoptKeptKeys(effects: Effects, state: InstallState): InstallState {
  const text = effects.read(`${PATHS.target}${CLUSTER_KEYS_PATH}`);
  if (text === undefined || state.keys === undefined) return state;
  const kept = parseKeptKeys(effects, text);
  const keptKeys = Object.keys(state.keys).filter((name) => kept[name] !== undefined);
  const keys = { ...state.keys, ...Object.fromEntries(keptKeys.map((name) => [name, kept[name]!])) };
  return { ...state, keys, keptKeys };
}

/** What another version kept in another form is of no use, and no reason not to install. */
function parseKeptKeys(effects: Effects, text: string): AttributeMap {
  try {
    return parseJsonDocument(CLUSTER_KEYS, text, CLUSTER_KEYS_PATH).keys;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    announce(effects, `The cluster gets new keys: ${error.message.split('\n')[0]}`);
    return {};
  }
}

function makeKey(effects: Effects): string {
  return effects
    .random(KEY_BYTES)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
