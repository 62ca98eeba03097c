import * as v from 'valibot';
import { type Closure, type DistroContext, keepByPackage, type ResolvedPackage } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { keepValue, sha256 } from '../../io/mod.ts';
import type { Problem } from '../../model/mod.ts';
import { missingUnit } from './check-units.ts';
import { filesOfUnit, isWritten, listNamedUnits, type NamedUnit } from './named-units.ts';
import { listUnitsOfDeb } from './own-units.ts';

const keptUnits = v.array(v.string());

/**
 * Proves that what an appliance is told to enable or disable is there: each unit is looked for in the very packages
 * that the appliance gets, those that its node asks for first.
 *
 * @param files the file of each package, by SHA-256
 */
export async function proveUnits(
  distro: Pick<DistroContext, 'run' | 'cacheDir'>,
  closure: Closure,
  files: ReadonlyMap<string, string>,
  profiles: readonly Profile[],
): Promise<readonly Problem[]> {
  let problems: readonly Problem[] = [];
  const isProved = await keepValue(distro, {
    kind: 'proved-units',
    inputs: {
      units: listLooked(profiles),
      packages: closure.packages.map(({ name, sha256 }) => [name, sha256]),
      byAppliance: closure.byAppliance,
    },
    shape: v.literal(true),
    find: async () => {
      problems = await lookForUnits(distro, closure, files, profiles);
      return (problems.length === 0) as true;
    },
  });
  return isProved ? [] : problems;
}

async function lookForUnits(
  distro: Pick<DistroContext, 'run' | 'cacheDir'>,
  closure: Closure,
  files: ReadonlyMap<string, string>,
  profiles: readonly Profile[],
): Promise<readonly Problem[]> {
  const byName = new Map(closure.packages.map((item) => [item.name, item]));
  const read = new Map<string, ReadonlySet<string>>();
  const unitsOf = async (item: ResolvedPackage): Promise<ReadonlySet<string>> => {
    const list = (): Promise<readonly string[]> => listUnitsOfDeb(distro.run, files.get(item.sha256)!);
    const known =
      read.get(item.sha256) ??
      new Set(await keepByPackage(distro.cacheDir, 'units', item.sha256, keptUnits, list));
    read.set(item.sha256, known);
    return known;
  };
  const problems: Problem[] = [];
  for (const profile of profiles) {
    const names = closure.byAppliance[profile.appliance] ?? [];
    const packages = names.flatMap((name) => byName.get(name) ?? []);
    for (const unit of listUnitsOfPackages(profile)) {
      const wanted = filesOfUnit(unit.name);
      let isThere = false;
      for (const item of likelyFirst(packages, profile, unit)) {
        const units = await unitsOf(item);
        isThere = wanted.some((name) => units.has(name));
        if (isThere) break;
      }
      if (isThere) continue;
      const why = `no package of appliance "${profile.appliance}" has it`;
      problems.push(
        missingUnit(
          unit,
          why,
          [...read.values()].flatMap((units) => [...units]),
        ),
      );
    }
  }
  return problems;
}

/** Names what {@link proveUnits} looks for: the same in the same packages is found again. */
export function digestUnits(profiles: readonly Profile[]): string {
  return sha256(JSON.stringify(listLooked(profiles)));
}

function listLooked(profiles: readonly Profile[]): readonly (readonly string[])[] {
  return profiles.map((profile) => [
    profile.appliance,
    ...listUnitsOfPackages(profile).map(({ name }) => name),
  ]);
}

/** Units that nothing but a package can bring. */
function listUnitsOfPackages(profile: Profile): readonly NamedUnit[] {
  return listNamedUnits(profile).filter((unit) => !isWritten(profile, unit));
}

/** Small packages before large ones, but those that are likely to have the unit before all others. */
function likelyFirst(
  packages: readonly ResolvedPackage[],
  { packages: { enabled } }: Profile,
  { name, origin }: NamedUnit,
): readonly ResolvedPackage[] {
  const ofNode = new Set(
    enabled.filter(({ by }) => by.some(({ node }) => node === origin.node)).map((item) => item.name),
  );
  const asked = new Set(enabled.map((item) => item.name));
  const stem = name.replace(/[@.].*$/, '');
  const rank = (item: ResolvedPackage): number => {
    if (item.name === 'systemd' || ofNode.has(item.name)) return 0;
    if (name.startsWith(item.name) || item.name.startsWith(stem)) return 1;
    return asked.has(item.name) ? 2 : 3;
  };
  return [...packages].sort((a, b) => rank(a) - rank(b) || a.sizeBytes - b.sizeBytes);
}
