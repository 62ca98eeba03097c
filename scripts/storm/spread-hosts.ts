import { resolve } from 'node:path';
import { planGraphBundle, readRecipe, readRolls } from '../../builder/build/mod.ts';
import type { GraphBundle } from '../../builder/model/mod.ts';

/** Machines of one rack. */
const RACK = 40;

/** A place of a machine room. */
export interface PlannedHost {
  readonly name: string;
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
}

/** A machine room of `count` hosts: most of them compute, and of every other appliance there are a few. */
export function spreadHosts(appliances: readonly string[], count: number): readonly PlannedHost[] {
  const others = appliances.filter((name) => name !== 'compute' && name !== 'frontend');
  const few = Math.max(1, Math.floor(count / (appliances.length * 4)));
  const all = others.flatMap((name) => Array<string>(few).fill(name));
  const ranks = new Map<string, number>();
  return Array.from({ length: count }, (_, at): PlannedHost => {
    const appliance = all[at] ?? 'compute';
    const index = ranks.get(appliance) ?? 0;
    ranks.set(appliance, index + 1);
    const [rack, rank] = [Math.floor(index / RACK), index % RACK];
    return { name: `${appliance}-${rack}-${rank}`, appliance, rack, rank };
  });
}

/** The graph of a recipe as a frontend has it, and the appliances that the recipe installs. */
export async function readRoom(
  recipeFile: string,
): Promise<{ readonly bundle: GraphBundle; readonly appliances: readonly string[] }> {
  const recipe = await readRecipe(resolve(recipeFile));
  const rolls = await readRolls(recipe, {
    cacheDir: resolve('output'),
    shippedRolls: resolve('rolls'),
    judge: async () => [],
  });
  const bundle = planGraphBundle(recipe, rolls);
  const all = bundle.rolls.flatMap((roll) => Object.keys(roll.appliances ?? {}));
  return { bundle, appliances: recipe.appliances ?? all };
}
