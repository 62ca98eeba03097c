import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../../builder/io/mod.ts';
import type { FakeBuild } from '../../../unit/build/fake-build.ts';

/**
 * What somebody else has: recipe, rolls and program, lock and what lies beside it; no cache, and no key.
 *
 * @returns its folder
 */
export function carry(
  { dir }: FakeBuild,
  output: string,
  name: string,
  beside = ['lock', 'signatures', 'packages'],
): string {
  const place = join(dir, name);
  for (const folder of ['rolls', 'recipes', 'program'])
    cpSync(join(dir, folder), join(place, folder), { recursive: true });
  for (const kind of beside) cpSync(join(output, `recipe.${kind}`), join(place, `recipes/tiny.${kind}`));
  // An ordinary user makes a base with subordinate ids, which a test cannot give to anybody.
  const base = join(dir, 'cache/made/bases');
  cpSync(base, join(place, 'cache/made/bases'), { recursive: true, preserveTimestamps: true });
  return place;
}

/** SHA-256 of every file below a folder, by path. */
export function readAll(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), sha256(readFileSync(path))]));
}
