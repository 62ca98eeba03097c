import { type SiteAttributes, storageAttributes } from '../../model/files/mod.ts';
import { type GraphBundle, mergeScopedAttributes, type RollSource } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';

/**
 * Everything the engine needs, as one document: the rolls' nodes and graphs, and the open attributes of recipe and
 * site, but for what the site says of single hosts. Secrets are not in it.
 *
 * @param siteRoll the site's own nodes and graphs
 */
export function planGraphBundle(
  recipe: Recipe,
  rolls: readonly RollOutline[],
  site?: SiteAttributes,
  siteRoll?: RollSource,
): GraphBundle {
  const merged = mergeScopedAttributes([
    recipe.attributes,
    { appliance: { frontend: storageAttributes(recipe.storage) } },
    { ...site?.open, host: {} },
  ]);
  const { host, ...others } = merged;
  return {
    format: 1,
    rolls: rolls.map((roll) => roll.source),
    ...(siteRoll === undefined ? {} : { site: siteRoll }),
    os: recipe.os,
    arch: recipe.arch,
    attributes: Object.keys(host).length === 0 ? others : merged,
    allowEval: recipe.allowEval,
  };
}
