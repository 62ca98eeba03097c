import { type SiteAttributes, storageAttributes } from '../../model/files/mod.ts';
import type { GraphBundle, RollSource } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';

/**
 * Everything the engine needs, as one document: the rolls' nodes and graphs, and the open attributes of recipe and
 * site that are not about one host. Secrets are not in it.
 *
 * @param siteRoll the site's own nodes and graphs
 */
export function planGraphBundle(
  recipe: Recipe,
  rolls: readonly RollOutline[],
  site?: SiteAttributes,
  siteRoll?: RollSource,
): GraphBundle {
  const { frontend, ...others } = site?.open.appliance ?? {};
  const ofFrontend = { ...storageAttributes(recipe.storage), ...frontend };
  return {
    format: 1,
    rolls: rolls.map((roll) => roll.source),
    ...(siteRoll === undefined ? {} : { site: siteRoll }),
    os: recipe.os,
    arch: recipe.arch,
    attributes: {
      global: { ...recipe.attributes, ...site?.open.global },
      os: site?.open.os ?? {},
      appliance: Object.keys(ofFrontend).length === 0 ? others : { frontend: ofFrontend, ...others },
      rack: site?.open.rack ?? {},
    },
    allowEval: recipe.allowEval,
  };
}
