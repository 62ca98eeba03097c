import { join } from 'node:path';
import { exists, readText } from '../../io/mod.ts';
import { fail, type GraphBundle, mergePlace, PLACE_FILE, type ScopedAttributes } from '../../model/mod.ts';

/** What the place answered when this frontend was installed. @throws {BuildError} FILE_UNREADABLE */
export async function readPlace(served: string): Promise<Partial<ScopedAttributes>> {
  const file = join(served, PLACE_FILE);
  if (!(await exists(file))) return {};
  try {
    return JSON.parse(await readText(file)) as Partial<ScopedAttributes>;
  } catch (error) {
    const hint = 'Its content is part of graph.json of the release in use: "attributes"';
    return fail('FILE_UNREADABLE', `This is no JSON: ${(error as Error).message}`, { file }, hint);
  }
}

/** A release's graph as this frontend serves it: with the answers of the place, but for what this graph declares secret. */
export function placeGraph(bundle: GraphBundle, place: Partial<ScopedAttributes>): GraphBundle {
  const secret = new Set(
    bundle.rolls.flatMap(({ attributes = {} }) =>
      Object.keys(attributes).filter((name) => attributes[name]?.secret === true),
    ),
  );
  return { ...bundle, attributes: mergePlace(bundle.attributes, place, (name) => !secret.has(name)) };
}
