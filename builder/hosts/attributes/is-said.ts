import type { AttributeMap, GraphValues } from '../../model/mod.ts';
import type { StoredAttribute } from '../types.ts';

/**
 * Whether anybody gives one of these attributes a value other than the empty one: the frontend's state, recipe and site in
 * any scope, or a roll. Where nobody does, no machine has one, and none need be looked at.
 */
export function isSaid(
  names: readonly string[],
  { attributes, applianceDefaults, declarations }: GraphValues,
  stored: readonly StoredAttribute[],
): boolean {
  if (stored.some(({ name, value }) => names.includes(name) && value !== '')) return true;
  if (declarations.some(({ name, default: value = '' }) => names.includes(name) && value !== '')) return true;
  const { global = {}, ...scopes } = attributes;
  const maps: readonly AttributeMap[] = [
    global,
    ...Object.values(scopes).flatMap((subjects) => Object.values(subjects ?? {})),
    ...applianceDefaults.map(({ values }) => values),
  ];
  return maps.some((map) => names.some((name) => (map[name] ?? '') !== ''));
}
