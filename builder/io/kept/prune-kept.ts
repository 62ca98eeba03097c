import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MADE_FOLDER } from './keep-made.ts';
import { KNOWN_FOLDER } from './keep-value.ts';

/** Results of one kind that stay: those that were last of use. Some are as large as a base system. */
const MOST_MADE = 16;
/** Notes of one kind that stay, the newest: a distribution has thousands of packages. */
const MOST_KNOWN = 40_000;
const OLDEST_KNOWN_MS = 60 * 24 * 60 * 60 * 1000;

/** Removes from a cache what was of no use for longest. Only for whoever uses it alone: others take their files from it. */
export async function pruneKept(cacheDir: string): Promise<void> {
  for (const kind of await listPlaces(join(cacheDir, MADE_FOLDER)))
    await removeBut(await listPlaces(kind), MOST_MADE, 0);
  for (const kind of await listPlaces(join(cacheDir, KNOWN_FOLDER))) {
    const notes: string[] = [];
    for (const folder of await listPlaces(kind)) notes.push(...(await listPlaces(folder)));
    await removeBut(notes, MOST_KNOWN, Date.now() - OLDEST_KNOWN_MS);
  }
}

async function listPlaces(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

async function removeBut(places: readonly string[], most: number, sinceMs: number): Promise<void> {
  const used: { readonly place: string; readonly usedMs: number }[] = [];
  for (const place of places) {
    const info = await stat(place).catch(() => undefined);
    if (info !== undefined) used.push({ place, usedMs: info.mtimeMs });
  }
  used.sort((a, b) => b.usedMs - a.usedMs);
  for (const [index, { place, usedMs }] of used.entries())
    if (index >= most || usedMs < sinceMs) await rm(place, { recursive: true, force: true });
}
