import { checkSite } from './check-site.ts';
import { type PackageFile, packageFile } from './package-file.ts';
import { type RecipeFile, recipeFile } from './recipe-file.ts';
import { type RollDescription, rollFile } from './roll-file.ts';
import { type SiteFile, siteShape } from './site-file.ts';
import { type RollTest, testFile, testScriptHead } from './test-file.ts';
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

/**
 * Reads a `tests/NAME.test.sh` of a roll: a script for bash. Its first comments `# KEY: VALUE` say where and when it is run.
 *
 * @param script its path in the roll
 */
export function parseTestScript(text: string, file: string, script: string): YamlFile<RollTest> {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  // As far to the right as in the script, so that places are the script's
  const head = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => (/^# [a-z]+:(?: |$)/.test(line) ? `  ${line.slice(2)}` : ''));
  const { value, problems, placeOf } = parseYamlFile(head.join('\n'), file, testScriptHead);
  if (value === undefined) return { value, problems, placeOf };
  const { appliance, needs, ...limits } = value;
  const expect = [{ script, text, ...limits }];
  return { value: { appliance, ...(needs === undefined ? {} : { needs }), expect }, problems, placeOf };
}
