import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MADE_FOLDER } from './keep-made.ts';
import { KNOWN_FOLDER } from './keep-value.ts';

/** Results of one kind that stay: those that were last of use. Rolls bring dozens of packages, and a base system is large. */
const MOST_MADE = 200;
const MOST_MADE_BYTES = 3e9;
/** Notes of one kind that stay, the newest: a distribution has thousands of packages. */
const MOST_KNOWN = 40_000;
const OLDEST_KNOWN_MS = 60 * 24 * 60 * 60 * 1000;

/** Removes from a cache what was of no use for longest. Only for whoever uses it alone: others take their files from it. */
export async function pruneKept(cacheDir: string, mostMade: number = MOST_MADE): Promise<void> {
  for (const kind of await listPlaces(join(cacheDir, MADE_FOLDER)))
    await removeBut(await listPlaces(kind), { most: mostMade, mostBytes: MOST_MADE_BYTES, sinceMs: 0 });
  for (const kind of await listPlaces(join(cacheDir, KNOWN_FOLDER))) {
    const notes: string[] = [];
    for (const folder of await listPlaces(kind)) notes.push(...(await listPlaces(folder)));
    const sinceMs = Date.now() - OLDEST_KNOWN_MS;
    await removeBut(notes, { most: MOST_KNOWN, mostBytes: Number.POSITIVE_INFINITY, sinceMs });
  }
}

async function listPlaces(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

interface Limits {
  readonly most: number;
  readonly mostBytes: number;
  readonly sinceMs: number;
}

async function removeBut(places: readonly string[], { most, mostBytes, sinceMs }: Limits): Promise<void> {
  const used: { readonly place: string; readonly usedMs: number; readonly sizeBytes: number }[] = [];
  for (const place of places) {
    const info = await stat(place).catch(() => undefined);
    if (info === undefined) continue;
    const sizeBytes = info.isDirectory() ? await measure(place) : info.size;
    used.push({ place, usedMs: info.mtimeMs, sizeBytes });
  }
  used.sort((a, b) => b.usedMs - a.usedMs);
  let keptBytes = 0;
  for (const [index, { place, usedMs, sizeBytes }] of used.entries()) {
    keptBytes += sizeBytes;
    const isKept = index < most && usedMs >= sinceMs && (index === 0 || keptBytes <= mostBytes);
    if (!isKept) await rm(place, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<number> {
  const infos = (await listPlaces(folder)).map((path) => stat(path).catch(() => undefined));
  return (await Promise.all(infos)).reduce((sum, info) => sum + (info?.size ?? 0), 0);
}
