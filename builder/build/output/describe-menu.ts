import type { BootTreeInput } from '../../media/mod.ts';
import { consoleArguments, type Platform } from '../../model/mod.ts';
import { DEFAULT_APPLIANCE, type Recipe } from '../recipe/recipe.ts';
import { titleMedium } from './name-medium.ts';

/** What the menu of a medium shows, and what its entries pass on; that of a sealed disk is about one appliance. */
export function describeMenu(
  recipe: Recipe,
  platform: Platform,
): Pick<BootTreeInput, 'title' | 'kernelArguments' | 'isOnSealedDisk'> {
  const { appliance = DEFAULT_APPLIANCE } = recipe.disk ?? {};
  const ofAppliance = appliance === DEFAULT_APPLIANCE ? [] : [`cairn.appliance=${appliance}`];
  return {
    title: titleMedium(recipe),
    kernelArguments: [...ofAppliance, ...consoleArguments(platform)],
    isOnSealedDisk: recipe.disk !== undefined,
  };
}
