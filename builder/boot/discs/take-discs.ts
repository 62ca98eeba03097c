import { makeKeys } from '../answers/make-keys.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { type FoundDisc, readIdentity, serveMedium } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';
import { discFolder, findDiscs } from './find-discs.ts';
import { layDiscs } from './lay-discs.ts';
import { planLayers } from './plan-layers.ts';

/** What the discs in the drives are to the installation. */
export interface Drives {
  /** Used from now on, those that were used already among them. */
  readonly wanted: readonly FoundDisc[];
  /** For people: which are of no use, and why. */
  readonly refused: readonly string[];
}

/**
 * Finds further media for what is installed now, whether or not they bring rolls.
 *
 * @param isWanted which of the new ones are to be used
 */
export function findWanted(
  effects: Effects,
  { source, inUse }: InstallState,
  isWanted: (disc: FoundDisc) => boolean,
): Drives {
  const had = source.discs ?? [];
  const first = source.mediumId ?? readIdentity(effects).id;
  const devices = [...inUse, ...had.map(({ device }) => device)];
  const found = findDiscs(effects, source.device === undefined ? devices : [...devices, source.device]);
  const { layers, refused } = planLayers(first, [...had, ...found]);
  const fresh = layers.filter((disc) => !had.includes(disc));
  const chosen = new Set(fresh.filter(isWanted));
  const { layers: wanted } = planLayers(first, [...had, ...chosen]);
  for (const disc of found) if (!wanted.includes(disc)) effects.run(['umount', discFolder(disc.device)]);
  return {
    wanted,
    refused: refused.map(({ disc, reason }) => `"${disc.name}" on ${disc.device} is left out. ${reason}.`),
  };
}

/** Uses discs: the installation is that of the release which they make of the medium. */
export function useDiscs(effects: Effects, state: InstallState, wanted: readonly FoundDisc[]): InstallState {
  const { source } = state;
  const had = source.discs ?? [];
  if (wanted.length === had.length || source.device === undefined) return state;
  const mediumId = source.mediumId ?? readIdentity(effects).id;
  layDiscs(effects, planLayers(mediumId, wanted));
  const served = serveMedium(effects, source.device, (source.times ?? 0) + 1);
  const grown: InstallState = {
    ...state,
    source: { ...served, mediumId, discs: wanted },
    inUse: [...new Set([...state.inUse, ...wanted.map(({ device }) => device)])],
  };
  return { ...grown, keys: makeKeys(effects, grown) };
}

/**
 * Before anybody can be asked: takes what belongs to the set that was started from, and, unless somebody is there who is
 * offered them, discs with rolls.
 */
export function takeDiscs(effects: Effects, state: InstallState): InstallState {
  if (state.source.device === undefined) return state;
  const { wanted, refused } = findWanted(
    effects,
    state,
    (disc) => disc.over === undefined || !state.options.questions,
  );
  for (const line of refused) announce(effects, line);
  return useDiscs(effects, state, wanted);
}
