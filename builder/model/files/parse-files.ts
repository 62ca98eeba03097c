import { checkSite } from './check-site.ts';
import { type PackageFile, packageFile } from './package-file.ts';
import { type RecipeFile, recipeFile } from './recipe-file.ts';
import { type RollDescription, rollFile } from './roll-file.ts';
import { type SiteFile, siteShape } from './site-file.ts';
import { type RollTest, testFile } from './test-file.ts';
import { parseYamlFile, type YamlFile } from './yaml/yaml-file.ts';

/** Reads a `roll.yaml`. */
export function parseRollFile(text: string, file: string): YamlFile<RollDescription> {
  return parseYamlFile(text, file, rollFile);
}

/** Reads a recipe. */
export function parseRecipeFile(text: string, file: string): YamlFile<RecipeFile> {
  return parseYamlFile(text, file, recipeFile);
}

/** Reads a `site.yaml`, and checks what its values say together. */
export function parseSiteFile(text: string, file: string): YamlFile<SiteFile> {
  const parsed = parseYamlFile(text, file, siteShape);
  if (parsed.value === undefined) return parsed;
  const problems = checkSite(parsed.value, parsed.placeOf);
  return problems.length === 0 ? parsed : { ...parsed, value: undefined, problems };
}

/** Reads a `packages/NAME/package.yaml`. */
export function parsePackageFile(text: string, file: string): YamlFile<PackageFile> {
  return parseYamlFile(text, file, packageFile);
}

/** Reads a `tests/NAME.test.yaml` of a roll. */
export function parseTestFile(text: string, file: string): YamlFile<RollTest> {
  return parseYamlFile(text, file, testFile);
}
