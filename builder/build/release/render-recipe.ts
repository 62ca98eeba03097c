import type { GraphBundle } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import { withoutSecretValues } from '../graph/without-secret-values.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What is written down of a recipe on its medium. */
export interface KeptRecipe {
  readonly recipe: Recipe;
  /** In the recipe's order; they lie beside it, packed. */
  readonly rolls: readonly Pick<RollOutline, 'name' | 'version'>[];
  readonly epochSeconds: number;
  /** Says which attributes are secret: no value of them is written. */
  readonly bundle: GraphBundle;
}

/** Name of a packed roll in a release's `rolls/`. */
export function packedRollName({ name, version }: Pick<RollOutline, 'name' | 'version'>): string {
  return `${name}-${version}.tar`;
}

/**
 * The recipe of a release, as JSON, which is YAML: it can be built from where it lies, since its rolls are the archives in
 * `rolls/` beside it.
 */
export function renderKeptRecipe({ recipe, rolls, epochSeconds, bundle }: KeptRecipe): string {
  const { file: _file, sha256: _sha256, makes: _makes, placeOf: _placeOf, ...all } = recipe;
  // Of the archives that lie here the release's signed list says what they are; nothing in an input allows itself
  const { allowUnsigned: _allowed, ...said } = all;
  // The key stays where it is
  const { sign: _sign, ...media } = recipe.media;
  const { attributes } = withoutSecretValues({ ...bundle, attributes: recipe.attributes }).bundle;
  const packed = rolls.map((roll) => `./rolls/${packedRollName(roll)}`);
  const kept = { ...said, media, rolls: packed, attributes, sourceDateEpoch: epochSeconds };
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}
