import type { GraphBundle } from '../../model/mod.ts';
import { withoutSecretValues } from '../graph/without-secret-values.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** A lock has these on its own, or knows more of them: rolls by what is in them, wherever they lie. */
const ELSEWHERE: readonly string[] = ['name', 'version', 'os', 'arch', 'rolls'];

/**
 * What a recipe says, a line for each value, by key: `attributes.global.motto` is `onwards`. Values that some roll calls secret
 * are left out.
 *
 * @param bundle says which attributes are secret
 */
export function listSayings(recipe: Recipe, bundle: GraphBundle): Readonly<Record<string, string>> {
  const { file: _file, sha256: _sha256, placeOf: _placeOf, makes: _makes, disk: _disk, ...said } = recipe;
  const { attributes } = withoutSecretValues({ ...bundle, attributes: recipe.attributes }).bundle;
  const found: [string, string][] = [];
  const waiting: [string, unknown][] = Object.entries({ ...said, attributes }).filter(
    ([key]) => !ELSEWHERE.includes(key),
  );
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, value] = next;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) waiting.push([`${path}.${key}`, inner]);
    else if (value !== undefined)
      found.push([path, typeof value === 'string' ? value : JSON.stringify(value)]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
