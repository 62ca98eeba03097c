import { join } from 'node:path';
import type * as v from 'valibot';
import { writeFileAtomic } from '../files.ts';
import { contentKey } from './content-key.ts';
import type { KeptPlace, Making } from './keep-made.ts';
import { digestOwnCode } from './own-code.ts';
import { readRemembered } from './read-remembered.ts';

/** Below the cache. */
export const KNOWN_FOLDER = 'known';

/** Something that follows from its inputs and from nothing else, and is small: `Making` without files. */
export interface Finding<Inputs, Value> extends Pick<Making<Inputs, Value>, 'kind' | 'inputs' | 'recipe'> {
  readonly shape: v.GenericSchema<unknown, Value>;
  readonly find: (inputs: Inputs) => Promise<Value>;
}

/** Finds something out, or recalls what an earlier build has found out from the same inputs; a damaged note is written anew. */
export async function keepValue<Inputs, Value>(
  place: KeptPlace,
  { kind, inputs, shape, recipe, find }: Finding<Inputs, Value>,
): Promise<Value> {
  const note = await placeOfNote(place, kind, inputs, recipe);
  const known = await readRemembered(note, shape);
  if (known !== undefined) return known;
  const value = await find(inputs);
  await writeFileAtomic(note, JSON.stringify(value));
  return value;
}

/** The file of what is known; somebody who finds out about many things at once reads and writes it by itself. */
export async function placeOfNote(
  { cacheDir }: KeptPlace,
  kind: string,
  inputs: unknown,
  recipe?: number,
): Promise<string> {
  const by = recipe === undefined ? await digestOwnCode() : `recipe ${recipe}`;
  const key = contentKey([by, inputs]);
  return join(cacheDir, KNOWN_FOLDER, kind, key.slice(0, 2), `${key}.json`);
}
