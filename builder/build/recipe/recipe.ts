import type { RecipeFile } from '../../model/files/mod.ts';
import type { Place } from '../../model/mod.ts';

/** A recipe as read, with the places of what it says. */
export interface Recipe extends RecipeFile {
  /** As the user gave it. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}
