import { join, resolve } from 'node:path';
import { traverseAppliances } from '../../builder/build/graph/traverse-appliances.ts';
import { planGraphBundle, readRecipe, readRolls } from '../../builder/build/mod.ts';
import { filesOfUnit, listNamedUnits } from '../../builder/build/units/named-units.ts';
import { readText } from '../../builder/io/mod.ts';
import { parsePackageFile } from '../../builder/model/files/mod.ts';
import type { Roll } from '../../builder/rolls/mod.ts';
import type { FakePackage } from '../../tests/fakes/deb.ts';

/** A recipe, and made-up packages that it can be built of. */
export interface Room {
  /** With the rolls of another one, but for the operating system's. */
  readonly recipe: string;
  readonly packages: readonly FakePackage[];
}

/**
 * Packages of the names that the nodes and packages of a recipe's rolls ask for, with the units that nodes name; and so many
 * others, on every machine, that there are `count`.
 */
export async function readRoomPackages(recipeFile: string, count: number): Promise<Room> {
  const recipe = await readRecipe(resolve(recipeFile));
  const rolls = await readRolls(recipe, {
    cacheDir: resolve('output'),
    shippedRolls: resolve('rolls'),
    judge: async () => [],
  });
  const bundle = planGraphBundle(recipe, rolls);
  const appliances = bundle.rolls.flatMap((roll) => Object.keys(roll.appliances ?? {}));
  const { profiles } = await traverseAppliances(bundle, appliances, rolls);
  const own = (await Promise.all(rolls.map(readOwn))).flat();
  const wanted = new Set([
    ...profiles.flatMap(({ packages }) => packages.enabled.map(({ name }) => name)),
    ...own.flatMap(({ depends }) => depends.map((text) => text.split(/[\s(|:]/)[0]!)),
  ]);
  for (const { name } of own) wanted.delete(name);
  const named = profiles.flatMap((profile) => listNamedUnits(profile).map(({ name }) => name));
  const units = new Set(named.map((name) => filesOfUnit(name).at(-1)!));
  const others = Array.from({ length: Math.max(0, count - wanted.size) }, (_, at) => `other-${at}`);
  const foundation = {
    name: 'base-files',
    fields: { Essential: 'yes', Depends: ['libc6', ...others].join(', ') },
    files: Object.fromEntries([...units].map((name) => [`usr/lib/systemd/system/${name}`, ''])),
  };
  const folders = rolls.filter(({ kind }) => kind !== 'os').map(({ folder }) => JSON.stringify(folder));
  return {
    recipe: `name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, ${folders.join(', ')}]\n`,
    packages: [
      foundation,
      ...[...wanted, ...others].map((name) => ({ name: name.replace(/^@/, 'task-'), version: '99' })),
    ],
  };
}

/** Packages that a roll builds itself. */
async function readOwn({ folder, packageTrees }: Roll) {
  const read = packageTrees.map(async (name) => {
    const file = join(folder, 'packages', name, 'package.yaml');
    const { depends = [] } = parsePackageFile(await readText(file), file).value ?? {};
    return { name, depends };
  });
  return Promise.all(read);
}
