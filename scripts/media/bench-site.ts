import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readText } from '../../builder/io/mod.ts';
import { closeFakeBuild, openFakeBuild } from '../../tests/unit/build/fake-build.ts';
import { readRoomPackages } from '../release/room-packages.ts';

/** Where a recipe is built for a bench: with a cache of its own that holds all packages. */
export interface BenchSite {
  readonly title: string;
  readonly folder: string;
  /** Texts of the recipe as it is, with another value, with a package more and with a roll more. */
  readonly recipes: Readonly<Record<RecipeChange, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly close: () => Promise<void>;
}

export type RecipeChange = 'same' | 'attribute' | 'package' | 'roll';

/** In all archives, and in no recipe of Cairn's own. */
const MORE_PACKAGE = 'hello';

/** A recipe of Cairn's own, with packages of a mirror; those that the user's cache has come from there. */
export async function openRecipeSite(name: string, folder: string): Promise<BenchSite> {
  mkdirSync(join(folder, 'cache'), { recursive: true });
  const cache = process.env['CAIRN_CACHE'] ?? join(homedir(), '.cache/cairn');
  for (const part of ['apt', 'by-sha256'])
    if (existsSync(join(cache, part))) execFileSync('cp', ['-al', join(cache, part), join(folder, 'cache')]);
  const text = await readText(`recipes/${name}.yaml`);
  const env = { ...process.env, CAIRN_CACHE: join(folder, 'cache') };
  const close = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  return { title: name, folder, recipes: changeRecipe(text, folder), env, close };
}

/** The rolls of the computing cluster with so many made-up packages, and a base system that is none. */
export async function openMadeUpSite(count: number): Promise<BenchSite> {
  const room = await readRoomPackages('recipes/hpc.yaml', count);
  const fake = await openFakeBuild(room);
  const folder = fake.dir;
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  // The tar comes before the last word
  const script = '#!/bin/sh\nwhile [ $# -gt 2 ]; do shift; done\nexec tar -cf "$1" --files-from=/dev/null\n';
  writeFileSync(join(programs, 'mmdebstrap'), script);
  chmodSync(join(programs, 'mmdebstrap'), 0o755);
  const env = {
    ...process.env,
    PATH: `${programs}:${process.env['PATH']}`,
    CAIRN_CACHE: join(folder, 'cache'),
    CAIRN_KEYS: join(folder, 'keys'),
    CAIRN_MIRROR: fake.distro.mirror,
  };
  const text = room.recipe.replace('[os,', `[${JSON.stringify(join(folder, 'rolls/os'))},`);
  const recipes = changeRecipe(text, folder);
  return { title: `${count} packages`, folder, recipes, env, close: () => closeFakeBuild(fake) };
}

function changeRecipe(text: string, folder: string): BenchSite['recipes'] {
  const withRoll = (name: string, node: string): string => {
    const roll = join(folder, 'more', name);
    for (const part of ['nodes', 'graphs']) mkdirSync(join(roll, part), { recursive: true });
    writeFileSync(join(roll, 'roll.yaml'), `name: ${name}\nversion: 1\n`);
    writeFileSync(join(roll, `nodes/${name}.xml`), `<node>${node}</node>\n`);
    writeFileSync(join(roll, `graphs/${name}.xml`), `<graph><edge from="compute" to="${name}"/></graph>\n`);
    return addRoll(text, roll);
  };
  return {
    same: text,
    attribute: addAttribute(text),
    package: withRoll('more-package', `<package>${MORE_PACKAGE}</package>`),
    roll: withRoll('more-roll', '<post><file name="/etc/more-roll">more\n</file></post>'),
  };
}

function addRoll(text: string, roll: string): string {
  const entry = JSON.stringify(resolve(roll));
  if (/^rolls: \[/m.test(text)) return text.replace(/^rolls: \[(.*)\]$/m, `rolls: [$1, ${entry}]`);
  return text.replace(/^rolls:\n((?: {2}- .*\n)+)/m, (whole) => `${whole}  - ${entry}\n`);
}

function addAttribute(text: string): string {
  if (/^attributes:\n/m.test(text)) return text.replace(/^ {2}timezone: .*$/m, '  timezone: Europe/Zurich');
  return `${text}attributes:\n  timezone: Europe/Zurich\n`;
}
