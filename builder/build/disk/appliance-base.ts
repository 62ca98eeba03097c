import { join } from 'node:path';
import {
  type Closure,
  composeBase,
  type DistroContext,
  type PackageWants,
  planBase,
  type Repository,
} from '../../distro/mod.ts';
import { type ReportStage, writeFileAtomic } from '../../io/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { APPLIANCE_BASES } from '../../model/mod.ts';
import { type Recipe, requireDisk } from '../recipe/recipe.ts';

export interface ApplianceBaseInput {
  readonly recipe: Recipe;
  readonly system: OsRoll;
  readonly repository: Repository;
  readonly closure: Closure;
  readonly wants: readonly PackageWants[];
  readonly epochSeconds: number;
  readonly mediumFolder: string;
  readonly distro: DistroContext;
}

/**
 * Makes the base system of a sealed disk: as that of every machine, but with all packages of one appliance unpacked in it, and
 * none of them configured. What their scripts make (keys, identities) each machine makes for itself at its first start.
 */
export async function makeApplianceBase(
  input: ApplianceBaseInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  const { recipe, system, repository, closure, wants, epochSeconds, mediumFolder, distro } = input;
  const { appliance } = requireDisk(recipe);
  const { archive, asked } = APPLIANCE_BASES.of(appliance);
  const own = narrow(closure, appliance);
  const plan = planBase(own, system.configured);
  const request = { repository, ...plan, settled: system.settled, epochSeconds };
  await composeBase(distro, { ...request, file: join(mediumFolder, archive) }, report);
  const names = wants.find((one) => one.appliance === appliance)?.enabled.map(({ name }) => name) ?? [];
  const text = [...names].sort().map((name) => `${name}\n`);
  await writeFileAtomic(join(mediumFolder, asked), text.join(''), { mtimeSeconds: epochSeconds });
}

/** What all machines of an appliance have in common, whatever sites and racks say of some of them. */
function narrow(closure: Closure, appliance: string): Closure {
  const ofAppliance = Object.entries(closure.byAppliance).filter(
    ([name]) => name === appliance || name.startsWith(`${appliance} (`),
  );
  return { ...closure, byAppliance: Object.fromEntries(ofAppliance) };
}
