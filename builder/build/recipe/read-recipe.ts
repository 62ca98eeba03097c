import { readText, sha256 } from '../../io/mod.ts';
import { parseRecipeFile } from '../../model/files/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { Recipe } from './recipe.ts';

/** Reads a recipe. @throws {BuildError} FILE_UNREADABLE; YAML_* with every wrong key and value */
export async function readRecipe(file: string): Promise<Recipe> {
  const text = await readText(file);
  const { value, problems, placeOf } = parseRecipeFile(text, file);
  if (value === undefined) throw new BuildError(problems);
  return { ...value, file, sha256: sha256(text), placeOf };
}
