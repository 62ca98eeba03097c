import type { RecipeFile } from '../../model/files/mod.ts';
import { type DiskFormat, fail, type Place } from '../../model/mod.ts';

/** A recipe as read, with the places of what it says. */
export interface Recipe extends RecipeFile {
  /** As the user gave it. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** What a build makes of it; media where nothing is said. */
  readonly makes?: BuildProduct;
  /** Of the product `disk`. */
  readonly disk?: DiskWish;
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}

/** What a sealed disk becomes at its first start, and how it is written. */
export interface DiskWish {
  readonly appliance: string;
  readonly formats: readonly DiskFormat[];
  /** Undefined: of a raw one as little as may be, of a virtual one what is usual. */
  readonly sizeBytes?: number | undefined;
}

/** What a machine becomes where nothing is said. */
export const DEFAULT_APPLIANCE = 'frontend';

/** `media`: what the recipe says; `delta`: what a release has not; `disc`: the same for an installation; `disk`: a sealed disk; `release`: a folder that a frontend takes in; `mirror`: all
 * that a build without a mirror needs. */
export type BuildProduct = 'media' | 'delta' | 'disc' | 'disk' | 'release' | 'mirror';

/** Whose signature the image shall have, where one is made. */
export function signOf(recipe: Pick<Recipe, 'makes' | 'media'>): Recipe['media']['sign'] {
  return ['media', 'disk'].includes(productOf(recipe)) ? recipe.media.sign : undefined;
}

/** What a build makes of a recipe. */
export function productOf({ makes = 'media' }: Pick<Recipe, 'makes'>): BuildProduct {
  return makes;
}

/** What the disk is that a build makes. */
export function requireDisk({ disk }: Pick<Recipe, 'disk'>): DiskWish {
  return disk ?? fail('INTERNAL', 'A disk that nobody has described');
}
