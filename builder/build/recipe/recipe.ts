import type { RecipeFile } from '../../model/files/mod.ts';
import type { Place } from '../../model/mod.ts';

/** A recipe as read, with the places of what it says. */
export interface Recipe extends RecipeFile {
  /** As the user gave it. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** What a build makes of it; media where nothing is said. */
  readonly makes?: BuildProduct;
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}

/** `media`: what the recipe says; `delta`: what a release has not; `disc`: the same for an installation; `release`: a folder that a frontend takes in; `mirror`: all
 * that a build without a mirror needs. */
export type BuildProduct = 'media' | 'delta' | 'disc' | 'release' | 'mirror';

/** Whose signature the image shall have, where one is made. */
export function signOf(recipe: Pick<Recipe, 'makes' | 'media'>): Recipe['media']['sign'] {
  return productOf(recipe) === 'media' ? recipe.media.sign : undefined;
}

/** What a build makes of a recipe. */
export function productOf({ makes = 'media' }: Pick<Recipe, 'makes'>): BuildProduct {
  return makes;
}
